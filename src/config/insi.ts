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
  const {
    CARNET_INSI_URL: url,
    CARNET_INSI_CERTIFICATE: certificate,
    CARNET_INSI_KEY: key,
    CARNET_INSI_CA: ca,
    CARNET_INSI_EMITTER: emitter,
    CARNET_INSI_AUTHORISATION: authorisation,
  } = values;
  if (url && certificate && key && ca && emitter && authorisation)
    return { url, certificate, key, ca, emitter, authorisation };
  const names = Object.keys(insiShape) as (keyof typeof insiShape)[];
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.length === names.length) return undefined;
  throw new ConfigError(`the INSi teleservice needs ${missing.join(', ')} too`);
}
