import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Longer than any writing of a file. */
const LEFT_MS = 3_600_000;

/** Removes what servers that were killed while they wrote have left in a folder: it may hold names and codes. */
export async function removeLeft(folder: string, now: Date): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((one) => one.startsWith('.') && one.endsWith('.tmp'))) {
    const file = join(folder, name);
    // Another server may be writing, or be done with it by now.
    const written = await stat(file).catch(() => undefined);
    if (written !== undefined && now.getTime() - written.mtimeMs > LEFT_MS) await rm(file, { force: true });
  }
}

/**
 * Keeps bytes under a name: whole or not at all, and on disk once it resolves. Keeping the same again leaves one file.
 * Readable by the server's own user only.
 */
export async function keepFile(folder: string, name: string, bytes: Buffer | string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
