import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { createInsiClient, type InsiClient } from '../patients/insi/insi-client.ts';

/** A client of the INSi teleservice as the settings have it; undefined where there is none. @throws of a file that cannot be read. */
export async function insiClient({ insi }: Pick<Config, 'insi'>): Promise<InsiClient | undefined> {
  if (insi === undefined) return undefined;
  const [certificate, key, ca] = await Promise.all(
    [insi.certificate, insi.key, insi.ca].map((file) => readFile(file, 'utf8')),
  );
  return createInsiClient({ ...insi, certificate: certificate!, key: key!, ca: ca! });
}
