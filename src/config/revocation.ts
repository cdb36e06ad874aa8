import { z } from 'zod';
import { ConfigError, list, minutes, type ValuesOf } from './values.ts';

/** Settings of the revocation of certificates. */
export const revocationShape = {
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
  /** OCSP responders, separated by commas, the first that answers counts; those that certificates name are never asked. */
  CARNET_OCSP_URL: list.pipe(z.array(z.url({ protocol: /^https?$/ }))).default([]),
  /** How old an answer becomes before it is asked for again, in minutes. */
  CARNET_OCSP_INTERVAL: minutes.default(15),
  /** How long after its nextUpdate an answer still says that a certificate is good, in hours. */
  CARNET_OCSP_GRACE: z.coerce
    .number()
    .min(0)
    .max(7 * 24)
    .default(0),
};

/** OCSP responders, and for how long their answers count. */
export interface OcspSettings {
  readonly urls: readonly string[];
  readonly intervalMinutes: number;
  readonly graceHours: number;
}

/** What is demanded of revocation, and where lists and answers come from. */
export interface RevocationSettings {
  readonly mode: 'required' | 'if-known' | 'off';
  readonly folder: string | undefined;
  readonly urls: readonly string[];
  /** The folder where lists that were fetched are kept. */
  readonly fetched: string;
  readonly fetchMinutes: number;
  readonly graceHours: number;
  /** Undefined where no responder is asked. */
  readonly ocsp: OcspSettings | undefined;
}

/** The settings of other groups that revocation depends on. */
type Values = ValuesOf<typeof revocationShape> & {
  readonly CARNET_MODE: 'sandbox' | 'production';
  readonly CARNET_DATA: string;
};

/** @throws ConfigError where a word about each certificate is demanded and no source given, or one given and not read. */
export function revocationSettings(values: Values): RevocationSettings {
  const production = values.CARNET_MODE === 'production';
  const { CARNET_REVOCATION: mode = production ? 'required' : 'if-known', CARNET_CRL_URLS: urls } = values;
  const { CARNET_OCSP_URL: responders } = values;
  const given = values.CARNET_CRL !== undefined || urls.length > 0 || responders.length > 0;
  if (production && mode === 'required' && !given) {
    throw new ConfigError(
      'production needs revocation: CARNET_CRL, CARNET_CRL_URLS or CARNET_OCSP_URL, or else CARNET_REVOCATION=if-known or off',
    );
  }
  if (mode === 'off' && given) {
    throw new ConfigError(
      'CARNET_CRL, CARNET_CRL_URLS and CARNET_OCSP_URL are not read with CARNET_REVOCATION=off',
    );
  }
  return {
    mode,
    folder: values.CARNET_CRL ?? (production ? undefined : `${values.CARNET_DATA}/pki/crl`),
    urls,
    fetched: `${values.CARNET_DATA}/crl`,
    fetchMinutes: values.CARNET_CRL_INTERVAL,
    graceHours: values.CARNET_CRL_GRACE,
    ocsp:
      responders.length === 0
        ? undefined
        : {
            urls: responders,
            intervalMinutes: values.CARNET_OCSP_INTERVAL,
            graceHours: values.CARNET_OCSP_GRACE,
          },
  };
}
