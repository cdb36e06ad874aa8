import { isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError, minutes, type ValuesOf } from './values.ts';

/** Settings of where the chain's signed heads are kept, beside the data folder's own. */
export const headKeepingShape = {
  /** A folder outside the data folder, best on another machine. */
  CARNET_AUDIT_HEADS: z.string().min(1).optional(),
  /** How often a head is kept there, in minutes. */
  CARNET_AUDIT_HEADS_INTERVAL: minutes.default(60),
};

export interface HeadKeeping {
  readonly folder: string;
  readonly minutes: number;
}

/** @throws ConfigError for a folder within the data folder: whoever can write the one could write the other. */
export function headKeeping(
  values: ValuesOf<typeof headKeepingShape> & { readonly CARNET_DATA: string },
): HeadKeeping | undefined {
  const { CARNET_AUDIT_HEADS: folder, CARNET_AUDIT_HEADS_INTERVAL, CARNET_DATA: data } = values;
  if (folder === undefined) return undefined;
  if (!isOutside(folder, data)) throw new ConfigError('CARNET_AUDIT_HEADS is a folder outside CARNET_DATA');
  return { folder, minutes: CARNET_AUDIT_HEADS_INTERVAL };
}

function isOutside(folder: string, data: string): boolean {
  const path = relative(resolve(data), resolve(folder));
  return path.startsWith('..') || isAbsolute(path);
}
