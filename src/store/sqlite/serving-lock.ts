import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite, { SqliteError } from 'better-sqlite3';

/** Another process, or another server of this one, holds the lock. */
export class ServingElsewhere extends Error {}

/** A lock that is held until `release`, or until the process ends, however it ends. */
export interface ServingLock {
  release(): void;
}

/**
 * Takes the lock of the one server that may serve what a file stands for. It is the lock of an empty SQLite database inside a
 * transaction that never ends: the kernel lets go of it with the process, so that a crash leaves nothing to clear away.
 * Commands that only open the store do not ask for it.
 * @param file made when it is not there, readable by its owner only.
 * @throws ServingElsewhere when somebody holds it.
 */
export function takeServingLock(file: string): ServingLock {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  makeOnce(file);
  const database = new Sqlite(file, { timeout: 0 });
  try {
    // Nothing is ever written, so that no journal needs to lie beside it.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new ServingElsewhere(`${file} is locked`);
    throw error;
  }
  return { release: () => void database.close() };
}

/** A file that is there is not opened: closing it would end a lock that this process holds on it (POSIX). */
function makeOnce(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
