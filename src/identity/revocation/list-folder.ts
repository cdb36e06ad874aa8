import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LARGEST_LIST } from './revocation-list.ts';

/** A file of a folder of revocation lists; no bytes where it is too large to be one. */
export interface ListFile {
  readonly path: string;
  readonly bytes: Buffer | undefined;
}

export interface ListFolder {
  /**
   * The files that are new or have changed since they were last asked for, by name.
   * @throws when the folder cannot be read.
   */
  changed(): Promise<readonly ListFile[]>;
  /** Lets a file be among the changed ones again. */
  forget(path: string): void;
}

const NAME = /^[^.].*\.(crl|pem)$/;

/** A folder whose files are looked at again only when their time, size or inode changes. */
export function listFolder(directory: string): ListFolder {
  const seen = new Map<string, string>();
  return {
    async changed() {
      const names = (await readdir(directory)).filter((name) => NAME.test(name)).sort();
      const files: ListFile[] = [];
      for (const name of names) {
        const path = join(directory, name);
        const facts = await stat(path, { bigint: true }).catch(absent);
        if (facts === undefined || !facts.isFile()) continue;
        const stamp = `${facts.mtimeNs} ${facts.size} ${facts.ino}`;
        if (seen.get(path) === stamp) continue;
        const bytes = facts.size > LARGEST_LIST ? undefined : await readFile(path);
        seen.set(path, stamp);
        files.push({ path, bytes });
      }
      return files;
    },
    forget: (path) => seen.delete(path),
  };
}

/** Somebody may take a file away between the listing and the look at it. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
