import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LARGEST_LIST } from './revocation-list.ts';

/** A file of a folder of revocation lists: its bytes, or why there are none, for the log. */
export interface ListFile {
  readonly path: string;
  readonly bytes: Buffer | string;
}

export interface ListFolder {
  /**
   * The files that are new or have changed since they were last asked for, by name, one after the other. One that cannot be read
   * is told each time and keeps no other from being read.
   * @throws when the folder cannot be read.
   */
  changed(): AsyncIterable<ListFile>;
  /** Lets a file be among the changed ones again. */
  forget(path: string): void;
}

const NAME = /^[^.].*\.(crl|pem)$/;

/** A folder whose files are looked at again only when their time, size or inode changes. */
export function listFolder(directory: string): ListFolder {
  const seen = new Map<string, string>();
  return {
    async *changed() {
      const names = (await readdir(directory)).filter((name) => NAME.test(name)).sort();
      for (const name of names) {
        const path = join(directory, name);
        const bytes = await readChanged(path, seen).catch(({ code }: NodeJS.ErrnoException) => `${code}`);
        if (bytes !== undefined) yield { path, bytes };
      }
    },
    forget: (path) => seen.delete(path),
  };
}

/** Undefined for what is no file, or the one that was seen. The stamp is older than the bytes: what changes meanwhile is read again. */
async function readChanged(path: string, seen: Map<string, string>): Promise<ListFile['bytes'] | undefined> {
  const facts = await stat(path, { bigint: true });
  const stamp = `${facts.mtimeNs} ${facts.size} ${facts.ino}`;
  if (!facts.isFile() || seen.get(path) === stamp) return undefined;
  const bytes = facts.size > LARGEST_LIST ? 'too large' : await readFile(path);
  seen.set(path, stamp);
  return bytes;
}
