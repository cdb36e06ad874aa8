import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { ServingElsewhere, type ServingLock, takeServingLock } from '../store/sqlite/serving-lock.ts';

/** Another server holds the data folder or the database; the message names it and says what to do. */
export class AlreadyServed extends Error {}

/**
 * Holds a data folder, and the database where it is elsewhere, to one server at a time: two would write their signed heads and
 * what they tell patients over one another. Commands beside a running server go through the database's own locks.
 * @throws AlreadyServed
 */
export function holdToOneServer({ data, database }: Pick<Config, 'data' | 'database'>): ServingLock {
  const folder = lockOf(`${data}/serving.lock`, data, '--data');
  try {
    const base = lockOf(`${fileOf(database)}.lock`, database, 'CARNET_DATABASE_URL');
    return {
      release() {
        base.release();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

/** The file that a name leads to, by links or not; one that is not there is what the server would make. */
function fileOf(name: string): string {
  try {
    return realpathSync(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return name;
  return fileOf(resolve(realpathSync(dirname(name)), readlinkSync(name)));
}

function lockOf(file: string, what: string, setting: string): ServingLock {
  try {
    return takeServingLock(file);
  } catch (error) {
    if (!(error instanceof ServingElsewhere)) throw error;
    throw new AlreadyServed(
      `Another server is running on ${what}; stop it first, or name another with ${setting}.`,
    );
  }
}
