import { z } from 'zod';
import { type AssertionSettings, assertionSettings, assertionsShape } from './config/assertions.ts';
import { type AuditRepository, auditRepository, auditRepositoryShape } from './config/audit-repository.ts';
import { type EnrolmentSettings, enrolmentSettings, enrolmentShape } from './config/enrolment.ts';
import { type HeadKeeping, headKeeping, headKeepingShape } from './config/head-keeping.ts';
import { type InsiFiles, insiFiles, insiShape } from './config/insi.ts';
import { type ListeningSettings, listeningSettings, listeningShape } from './config/listening.ts';
import { type NotificationSettings, notificationSettings, notificationShape } from './config/notification.ts';
import { type ProductionFiles, productionFiles, productionFilesShape } from './config/production-files.ts';
import { type RevocationSettings, revocationSettings, revocationShape } from './config/revocation.ts';
import { type RightsSettings, rightsSettings, rightsShape } from './config/rights.ts';
import { type SignInSettings, signInSettings, signInShape } from './config/sign-in.ts';
import { type TokenIssuerSettings, tokenIssuerSettings, tokenIssuersShape } from './config/token-issuers.ts';
import { ConfigError, flag, size } from './config/values.ts';

export type { AuditRepository } from './config/audit-repository.ts';
export type { HeadKeeping } from './config/head-keeping.ts';
export type { NotificationSettings } from './config/notification.ts';
export type { RevocationSettings } from './config/revocation.ts';
export { ConfigError } from './config/values.ts';

/**
 * Every setting, by the name of its environment variable; each group has a file in `config/`. An unknown `CARNET_…` or an
 * invalid value stops the start.
 */
const schema = z.strictObject({
  ...listeningShape,
  ...assertionsShape,
  ...rightsShape,
  ...productionFilesShape,
  ...revocationShape,
  ...auditRepositoryShape,
  ...headKeepingShape,
  ...insiShape,
  ...notificationShape,
  ...enrolmentShape,
  ...tokenIssuersShape,
  ...signInShape,
  CARNET_DATA: z.string().min(1).default('./data'),
  CARNET_DOMAIN: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('dmp'),
  /** A folder with affinity domains of the operator's own, one folder each, beside those of `profiles/`. */
  CARNET_PROFILES: z.string().min(1).optional(),
  /** Whether documents of patients of whom the identity feed has not told are taken, in a domain that has such a feed. */
  CARNET_PATIENTS: z.enum(['any', 'fed']).optional(),
  CARNET_MODE: z.enum(['sandbox', 'production']).default('sandbox'),
  CARNET_DATABASE_URL: z.string().startsWith('sqlite:').optional(),
  CARNET_BLOBS_URL: z.string().startsWith('file:').optional(),
  /** The base of absolute URLs in answers, without a trailing slash. */
  CARNET_PUBLIC_URL: z.url().optional(),
  CARNET_BODY_LIMIT: size.default(160 * 1024 ** 2),
  /** Sandbox: lets a test INS with a wrong key in. */
  CARNET_TEST_INS_ANY_KEY: flag.default(false),
  CARNET_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** The name of every setting. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape);

export interface Config extends ListeningSettings, AssertionSettings, RightsSettings, TokenIssuerSettings {
  readonly data: string;
  readonly domain: string;
  readonly profiles: string | undefined;
  readonly patients: 'any' | 'fed' | undefined;
  readonly mode: 'sandbox' | 'production';
  readonly database: string;
  readonly blobs: string;
  readonly publicUrl: string | undefined;
  readonly bodyLimit: number;
  readonly testInsAnyKey: boolean;
  /** Set in production only; the sandbox makes its own. */
  readonly production: ProductionFiles | undefined;
  readonly revocation: RevocationSettings;
  /** What patients are told, and how. */
  readonly notification: NotificationSettings;
  readonly enrolment: EnrolmentSettings;
  readonly signIn: SignInSettings;
  /** Where every event is also sent (ATNA). */
  readonly auditRepository: AuditRepository | undefined;
  /** The INSi teleservice. */
  readonly insi: InsiFiles | undefined;
  /** Where signed heads of the chain of traces are kept outside the data folder. */
  readonly headKeeping: HeadKeeping | undefined;
  readonly log: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

/**
 * Reads the settings.
 * @param environment only its `CARNET_…` variables are read; empty ones count as absent.
 * @throws ConfigError naming every setting at fault.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => name.startsWith('CARNET_') && value !== undefined && value !== '',
    ),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim());
    throw new ConfigError(faults.join('\n'));
  }
  const values = parsed.data;
  const production = values.CARNET_MODE === 'production' ? productionFiles(values) : undefined;
  return {
    ...listeningSettings(values),
    ...assertionSettings(values),
    ...rightsSettings(values),
    ...tokenIssuerSettings(values),
    data: values.CARNET_DATA,
    domain: values.CARNET_DOMAIN,
    profiles: values.CARNET_PROFILES,
    patients: values.CARNET_PATIENTS,
    mode: values.CARNET_MODE,
    database: values.CARNET_DATABASE_URL?.slice('sqlite:'.length) ?? `${values.CARNET_DATA}/carnet.db`,
    blobs: values.CARNET_BLOBS_URL?.slice('file:'.length) ?? `${values.CARNET_DATA}/blobs`,
    publicUrl: values.CARNET_PUBLIC_URL?.replace(/\/$/, ''),
    bodyLimit: values.CARNET_BODY_LIMIT,
    testInsAnyKey: values.CARNET_TEST_INS_ANY_KEY,
    production,
    revocation: revocationSettings(values),
    auditRepository: auditRepository(values),
    headKeeping: headKeeping(values),
    insi: insiFiles(values),
    notification: notificationSettings(values),
    enrolment: enrolmentSettings(values),
    signIn: signInSettings(values),
    log: values.CARNET_LOG,
  };
}
