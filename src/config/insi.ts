import { z } from 'zod';
import { ConfigError, type ValuesOf } from './values.ts';

/** Settings of the INSi teleservice: all of them, or none. */
export const insiShape = {
  CARNET_INSI_URL: z.url({ protocol: /^https$/ }).optional(),
  /** PEM files: the software certificate of the structure, its key, the authorities of the teleservice. */
  CARNET_INSI_CERTIFICATE: z.string().min(1).optional(),
  CARNET_INSI_KEY: z.string().min(1).optional(),
  CARNET_INSI_CA: z.string().min(1).optional(),
  /** Who asks: the identifier of the structure. */
  CARNET_INSI_EMITTER: z.string().min(1).optional(),
  /** Number of the software's authorisation (IDAM). */
  CARNET_INSI_AUTHORISATION: z.string().min(1).optional(),
};

export interface InsiFiles {
  readonly url: string;
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
  readonly emitter: string;
  readonly authorisation: string;
}

/** @throws ConfigError naming what is missing beside what is given. */
export function insiFiles(values: ValuesOf<typeof insiShape>): InsiFiles | undefined {
  const given = Object.entries({
    CARNET_INSI_URL: values.CARNET_INSI_URL,
    CARNET_INSI_CERTIFICATE: values.CARNET_INSI_CERTIFICATE,
    CARNET_INSI_KEY: values.CARNET_INSI_KEY,
    CARNET_INSI_CA: values.CARNET_INSI_CA,
    CARNET_INSI_EMITTER: values.CARNET_INSI_EMITTER,
    CARNET_INSI_AUTHORISATION: values.CARNET_INSI_AUTHORISATION,
  });
  const missing = given.filter(([, value]) => value === undefined).map(([name]) => name);
  if (missing.length === given.length) return undefined;
  if (missing.length > 0) throw new ConfigError(`the INSi teleservice needs ${missing.join(', ')} too`);
  const [url, certificate, key, ca, emitter, authorisation] = given.map(([, value]) => value as string) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { url, certificate, key, ca, emitter, authorisation };
}
