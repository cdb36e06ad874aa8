import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';

/** A file of a profile that cannot be used; `message` names it and says what is wrong. It stops the start. */
export class ProfileError extends Error {}

/** The same folder from `src/terminology` and from `dist/terminology`. */
const ROOT = fileURLToPath(new URL('../../profiles/', import.meta.url));

/** The folder of one affinity domain. */
export interface DomainFolder {
  readonly name: string;
  readonly path: string;
  /** How messages name it: `profiles/dmp`, or the path that the operator wrote. */
  readonly shown: string;
}

/** The path of a file or folder of `profiles/`. */
export function profilePath(...segments: string[]): string {
  return join(ROOT, ...segments);
}

/**
 * Every affinity domain that there is: those of `profiles/`, and those of the operator's own folder.
 * @param own a folder with one folder per domain.
 * @throws ProfileError when the own folder cannot be read, or has a domain under a name that is taken.
 */
export function domainFolders(own?: string): DomainFolder[] {
  const builtIn = domainsIn(ROOT, 'profiles');
  if (own === undefined) return builtIn;
  const others = domainsIn(own, own);
  for (const { name, shown } of others) {
    if (builtIn.some((one) => one.name === name))
      throw new ProfileError(`${shown}: profiles/${name} has this name already; give the domain another`);
  }
  return [...builtIn, ...others];
}

/**
 * The folder of one affinity domain.
 * @throws ProfileError when there is no such domain, naming those that there are.
 */
export function domainFolder(name: string, own?: string): DomainFolder {
  const folders = domainFolders(own);
  const folder = folders.find((one) => one.name === name);
  if (folder !== undefined) return folder;
  const where = own === undefined ? 'profiles' : `profiles or ${own}`;
  const names = folders.map((one) => one.name).sort();
  throw new ProfileError(`no affinity domain '${name}' in ${where} (there is: ${names.join(', ')})`);
}

/** The folders with a `domain.json`, in order. */
function domainsIn(root: string, shown: string): DomainFolder[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => ({ name, path: join(root, name), shown: join(shown, name) }))
      .filter(({ path }) => readdirSync(path).includes('domain.json'))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    throw new ProfileError(`${shown}: ${(error as Error).message}`);
  }
}

/**
 * Reads a data file of a domain and checks its shape.
 * @throws ProfileError when it is absent, is not JSON or has another shape.
 */
export function readProfile<T>(schema: z.ZodType<T>, folder: DomainFolder, ...segments: string[]): T {
  const name = join(folder.shown, ...segments);
  const parsed = schema.safeParse(readJson(name, join(folder.path, ...segments)));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim());
  throw new ProfileError(`${name}: ${faults.join('; ')}`);
}

function readJson(name: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ProfileError(`${name}: ${(error as Error).message}`);
  }
}
