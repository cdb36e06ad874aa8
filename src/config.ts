import { z } from 'zod';

const flag = z.stringbool();
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const size = z
  .string()
  .regex(/^[1-9][0-9]*(kb|mb|gb)?$/i, 'a size such as 512kb, 128mb or 1gb')
  .transform((value) => {
    const unit = /[a-z]+$/i.exec(value)?.[0]?.toLowerCase() ?? '';
    const factor = { '': 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }[unit]!;
    return Number.parseInt(value, 10) * factor;
  });
const port = z.coerce.number().int().min(0).max(65_535);
const minutes = z.coerce
  .number()
  .positive()
  .max(24 * 60);

/** Every setting, by the name of its environment variable. An unknown `CARNET_…` or an invalid value stops the start. */
const schema = z.strictObject({
  CARNET_DATA: z.string().min(1).default('./data'),
  CARNET_HOST: z.string().min(1).default('localhost'),
  CARNET_PORT: port.default(8443),
  /** Plain HTTP on loopback, sandbox only. */
  CARNET_HTTP_PORT: port.optional(),
  CARNET_DOMAIN: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('dmp'),
  /** A folder with affinity domains of the operator's own, one folder each, beside those of `profiles/`. */
  CARNET_PROFILES: z.string().min(1).optional(),
  /** Whether documents of patients of whom the identity feed has not told are taken, in a domain that has such a feed. */
  CARNET_PATIENTS: z.enum(['any', 'fed']).optional(),
  /** The patient identity feed (ITI-8): HL7 v2 over MLLP, with TLS. */
  CARNET_HL7_PORT: port.optional(),
  /** The same without TLS, on loopback, sandbox only. */
  CARNET_HL7_PLAIN_PORT: port.optional(),
  CARNET_MODE: z.enum(['sandbox', 'production']).default('sandbox'),
  CARNET_DATABASE_URL: z.string().startsWith('sqlite:').optional(),
  CARNET_BLOBS_URL: z.string().startsWith('file:').optional(),
  /** The base of absolute URLs in answers, without a trailing slash. */
  CARNET_PUBLIC_URL: z.url().optional(),
  CARNET_BODY_LIMIT: size.default(160 * 1024 ** 2),
  /** How long after IssueInstant an assertion may be used, and how far clocks may differ, in minutes. */
  CARNET_ASSERTION_WINDOW: minutes.default(60),
  CARNET_CLOCK_SKEW: z.coerce.number().min(0).max(30).default(2),
  /** An assertion may be used once only. */
  CARNET_ASSERTION_ONCE: flag.default(false),
  /** Every request needs an assertion, also in a domain that leaves it optional. */
  CARNET_XUA: flag.default(false),
  /** PEM file of the token services whose X-User Assertions are taken, each certificate pinned. */
  CARNET_XUA_TRUST: z.string().min(1).optional(),
  /** Masking as PDT-INF-526 has it (any document) instead of own documents only. */
  CARNET_MASK: z.enum(['own', '526']).default('own'),
  /** Groups 14 to 19 of the matrix. */
  CARNET_SOCIAL_ROLES: flag.default(false),
  /** The version of the habilitation matrix: `habilitation/matrix-<version>.json` of the domain. */
  CARNET_MATRIX: z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}$/, 'a version such as 2025-09')
    .default('2025-09'),
  CARNET_EXPORT_DUI: flag.default(false),
  /** Who may use centre_15: Struct_IdNat of structures, and PS_IdNat of those who come with a card of their own. */
  CARNET_REGULATION_STRUCTURES: list.default([]),
  /** Bris de glace over SOAP with the reason alone, without an access opened before. */
  CARNET_BRIS_DE_GLACE: z.enum(['opened', 'reason']).default('opened'),
  /** Sandbox: lets a test INS with a wrong key in. */
  CARNET_TEST_INS_ANY_KEY: flag.default(false),
  /** Production: PEM files of the pinned authorities (roots and issuing), and of the server's own certificate and key. */
  CARNET_TRUST: z.string().min(1).optional(),
  CARNET_TLS_CERTIFICATE: z.string().min(1).optional(),
  CARNET_TLS_KEY: z.string().min(1).optional(),
  /** Revocation of certificates: `required` in production and `if-known` in the sandbox unless said. */
  CARNET_REVOCATION: z.enum(['required', 'if-known', 'off']).optional(),
  /** Folder of revocation lists (`*.crl`, `*.pem`), read at the start and once a minute. */
  CARNET_CRL: z.string().min(1).optional(),
  /** Where lists are fetched from, separated by commas; how often, in minutes. Nothing else is ever fetched. */
  CARNET_CRL_URLS: list.pipe(z.array(z.url({ protocol: /^https?$/ }))).default([]),
  CARNET_CRL_INTERVAL: minutes.default(60),
  /** How long after its nextUpdate a list still counts, in hours. */
  CARNET_CRL_GRACE: z.coerce
    .number()
    .min(0)
    .max(30 * 24)
    .default(24),
  /** Production: issuer of Pro Santé Connect access tokens, and the file of its JWKS. */
  CARNET_PSC_ISSUER: z.url().optional(),
  CARNET_PSC_JWKS: z.string().min(1).optional(),
  /** Audit record repository (ITI-20): `tls://host:port`, syslog over TLS. */
  CARNET_ATNA_REPOSITORY: z
    .string()
    .regex(/^tls:\/\/[^/:@?#]+(:[0-9]{1,5})?$/, 'an address such as tls://audit.example:6514')
    .optional(),
  /** PEM file of the authorities of its certificate; those of the server's clients otherwise. */
  CARNET_ATNA_CA: z.string().min(1).optional(),
  /** The name that this node has in audit messages; that of the machine otherwise. */
  CARNET_ATNA_NODE: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces')
    .optional(),
  CARNET_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export interface Config {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly httpPort: number | undefined;
  readonly domain: string;
  readonly profiles: string | undefined;
  readonly patients: 'any' | 'fed' | undefined;
  readonly hl7Port: number | undefined;
  readonly hl7PlainPort: number | undefined;
  readonly mode: 'sandbox' | 'production';
  readonly database: string;
  readonly blobs: string;
  readonly publicUrl: string | undefined;
  readonly bodyLimit: number;
  readonly assertionWindowMinutes: number;
  readonly clockSkewMinutes: number;
  readonly assertionOnce: boolean;
  readonly xua: boolean;
  /** PEM file of token services. */
  readonly xuaTrust: string | undefined;
  readonly mask: 'own' | '526';
  readonly socialRoles: boolean;
  readonly matrix: string;
  readonly exportDui: boolean;
  readonly regulationStructures: readonly string[];
  readonly brisDeGlace: 'opened' | 'reason';
  readonly testInsAnyKey: boolean;
  /** Set in production only; the sandbox makes its own. */
  readonly production: ProductionFiles | undefined;
  readonly revocation: RevocationSettings;
  /** Where every event is also sent (ATNA). */
  readonly auditRepository: AuditRepository | undefined;
  readonly log: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

export interface RevocationSettings {
  readonly mode: 'required' | 'if-known' | 'off';
  readonly folder: string | undefined;
  readonly urls: readonly string[];
  /** The folder where lists that were fetched are kept. */
  readonly fetched: string;
  readonly fetchMinutes: number;
  readonly graceHours: number;
}

function revocationSettings(values: z.infer<typeof schema>): RevocationSettings {
  const production = values.CARNET_MODE === 'production';
  const { CARNET_REVOCATION: mode = production ? 'required' : 'if-known', CARNET_CRL_URLS: urls } = values;
  const given = values.CARNET_CRL !== undefined || urls.length > 0;
  if (production && mode === 'required' && !given) {
    throw new ConfigError(
      'production needs revocation lists: CARNET_CRL or CARNET_CRL_URLS, or else CARNET_REVOCATION=if-known or off',
    );
  }
  if (mode === 'off' && given) {
    throw new ConfigError('CARNET_CRL and CARNET_CRL_URLS are not read with CARNET_REVOCATION=off');
  }
  return {
    mode,
    folder: values.CARNET_CRL ?? (production ? undefined : `${values.CARNET_DATA}/pki/crl`),
    urls,
    fetched: `${values.CARNET_DATA}/crl`,
    fetchMinutes: values.CARNET_CRL_INTERVAL,
    graceHours: values.CARNET_CRL_GRACE,
  };
}

export interface AuditRepository {
  readonly host: string;
  readonly port: number;
  /** Path of a PEM file. */
  readonly ca: string | undefined;
  readonly nodeName: string | undefined;
}

/** Port of syslog over TLS (RFC 5425, 4.1). */
const SYSLOG_TLS = 6514;

function auditRepository(values: z.infer<typeof schema>): AuditRepository | undefined {
  const { CARNET_ATNA_REPOSITORY: address, CARNET_ATNA_CA: ca, CARNET_ATNA_NODE: nodeName } = values;
  if (address === undefined) {
    if (ca === undefined && nodeName === undefined) return undefined;
    throw new ConfigError('CARNET_ATNA_CA and CARNET_ATNA_NODE go with CARNET_ATNA_REPOSITORY');
  }
  const { hostname, port } = new URL(address);
  return { host: hostname, port: port === '' ? SYSLOG_TLS : Number(port), ca, nodeName };
}

/** Paths of what the operator of a production server gives. */
export interface ProductionFiles {
  readonly trust: string;
  readonly certificate: string;
  readonly key: string;
  readonly tokens: { readonly issuer: string; readonly jwks: string } | undefined;
}

/** A setting that cannot be used; `message` names it and says what it should be. */
export class ConfigError extends Error {}

function productionFiles(values: z.infer<typeof schema>): ProductionFiles {
  if (values.CARNET_HTTP_PORT !== undefined)
    throw new ConfigError('CARNET_HTTP_PORT exists in the sandbox only');
  if (values.CARNET_HL7_PLAIN_PORT !== undefined)
    throw new ConfigError('CARNET_HL7_PLAIN_PORT exists in the sandbox only');
  if (values.CARNET_TEST_INS_ANY_KEY)
    throw new ConfigError('CARNET_TEST_INS_ANY_KEY exists in the sandbox only');
  const { CARNET_TRUST: trust, CARNET_TLS_CERTIFICATE: certificate, CARNET_TLS_KEY: key } = values;
  if (trust === undefined || certificate === undefined || key === undefined) {
    throw new ConfigError('production needs CARNET_TRUST, CARNET_TLS_CERTIFICATE and CARNET_TLS_KEY');
  }
  const { CARNET_PSC_ISSUER: issuer, CARNET_PSC_JWKS: jwks } = values;
  if ((issuer === undefined) !== (jwks === undefined)) {
    throw new ConfigError('CARNET_PSC_ISSUER and CARNET_PSC_JWKS go together');
  }
  return {
    trust,
    certificate,
    key,
    tokens: issuer === undefined || jwks === undefined ? undefined : { issuer, jwks },
  };
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
    data: values.CARNET_DATA,
    host: values.CARNET_HOST,
    port: values.CARNET_PORT,
    httpPort: values.CARNET_HTTP_PORT,
    domain: values.CARNET_DOMAIN,
    profiles: values.CARNET_PROFILES,
    patients: values.CARNET_PATIENTS,
    hl7Port: values.CARNET_HL7_PORT,
    hl7PlainPort: values.CARNET_HL7_PLAIN_PORT,
    mode: values.CARNET_MODE,
    database: values.CARNET_DATABASE_URL?.slice('sqlite:'.length) ?? `${values.CARNET_DATA}/carnet.db`,
    blobs: values.CARNET_BLOBS_URL?.slice('file:'.length) ?? `${values.CARNET_DATA}/blobs`,
    publicUrl: values.CARNET_PUBLIC_URL?.replace(/\/$/, ''),
    bodyLimit: values.CARNET_BODY_LIMIT,
    assertionWindowMinutes: values.CARNET_ASSERTION_WINDOW,
    clockSkewMinutes: values.CARNET_CLOCK_SKEW,
    assertionOnce: values.CARNET_ASSERTION_ONCE,
    xua: values.CARNET_XUA,
    xuaTrust: values.CARNET_XUA_TRUST,
    mask: values.CARNET_MASK,
    socialRoles: values.CARNET_SOCIAL_ROLES,
    matrix: values.CARNET_MATRIX,
    exportDui: values.CARNET_EXPORT_DUI,
    regulationStructures: values.CARNET_REGULATION_STRUCTURES,
    brisDeGlace: values.CARNET_BRIS_DE_GLACE,
    testInsAnyKey: values.CARNET_TEST_INS_ANY_KEY,
    production,
    revocation: revocationSettings(values),
    auditRepository: auditRepository(values),
    log: values.CARNET_LOG,
  };
}
