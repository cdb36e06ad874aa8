import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite, { type Database, type Statement } from 'better-sqlite3';

const FULL = 2;
const BUSY_TIMEOUT = 10_000;
const CACHE_KIBIBYTES = 64 * 1024;

/** Opens the database for writing; made readable by its owner only when it is new. */
export function openForWriting(file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  const database = new Sqlite(file, { timeout: BUSY_TIMEOUT });
  database.pragma('journal_mode = WAL');
  // Fewer checkpoints: each one costs two flushes while everybody waits.
  database.pragma('wal_autocheckpoint = 4000');
  return settled(database);
}

/** Opens a database that exists for reading. */
export function openForReading(file: string): Database {
  const database = new Sqlite(file, { timeout: BUSY_TIMEOUT, readonly: true, fileMustExist: true });
  database.pragma('query_only = ON');
  database.pragma('mmap_size = 1073741824');
  return settled(database);
}

/** What every connection has, read back, because the driver's own default for WAL loses commits on power loss (design 2.1). */
function settled(database: Database): Database {
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  database.pragma('temp_store = MEMORY');
  database.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
  const synchronous = database.pragma('synchronous', { simple: true });
  const journal = database.pragma('journal_mode', { simple: true });
  if (synchronous !== FULL || journal !== 'wal') {
    database.close();
    throw new Error(`the database is not durable: journal_mode ${journal}, synchronous ${synchronous}`);
  }
  return database;
}

export type SqlValue = string | number | bigint | null;

/** Prepares a statement once and finds it again by its text. */
export type Sql = (text: string) => Statement<SqlValue[]>;

/** @param capacity the statement that has not been used for longest gives way beyond it. */
export function statementCache(database: Database, capacity = 500): Sql {
  const known = new Map<string, Statement<SqlValue[]>>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) {
      known.delete(text);
      known.set(text, found);
      return found;
    }
    if (known.size >= capacity) known.delete(known.keys().next().value as string);
    const statement = database.prepare<SqlValue[]>(text);
    known.set(text, statement);
    return statement;
  };
}
