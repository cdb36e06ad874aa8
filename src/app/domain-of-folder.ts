import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type Config, ConfigError } from '../config.ts';

/**
 * Holds a data folder to the affinity domain that it was first served in (`DIR/domain`): what was taken under the habilitations
 * of one would be open to every caller in a domain that knows none.
 * @throws ConfigError where it is another.
 */
export async function holdToDomain({ data, domain }: Pick<Config, 'data' | 'domain'>): Promise<void> {
  const file = `${data}/domain`;
  if (!existsSync(file)) return writeFile(file, `${domain}\n`, { mode: 0o600, flush: true });
  const known = readFileSync(file, 'utf8').trim();
  if (known !== domain)
    throw new ConfigError(
      `${data} holds the data of domain ${known}: name another folder for domain ${domain}`,
    );
}
