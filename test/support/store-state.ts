import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';

/** What a server holds: of each table but the traces its rows and a digest of them, and every file of content. */
export interface StoreState {
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly digest: string }>>;
  /** `path sha1`, temporary files included. */
  readonly blobs: readonly string[];
}

export interface Trace {
  readonly type: string;
  readonly granted: boolean;
  readonly reason: string;
}

interface Folder {
  /** The data folder of a server. */
  readonly data: string;
}

const TRACES = 'audit_event';

function read<T>({ data }: Folder, query: (database: Database) => T): T {
  const database = new Sqlite(join(data, 'carnet.db'), { readonly: true, fileMustExist: true });
  try {
    return query(database);
  } finally {
    database.close();
  }
}

function sha1(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('hex');
}

/** The queue is emptied by itself; what is in it does not change. */
const COLUMNS: Readonly<Record<string, string>> = { outbox: 'id, patient_key, kind, at' };

function tableOf(database: Database, name: string): StoreState['tables'][string] {
  const rows = database
    .prepare(`SELECT ${COLUMNS[name] ?? '*'} FROM "${name}"`)
    .raw()
    .all()
    .map((row) => JSON.stringify(row));
  return { rows: rows.length, digest: sha1(rows.sort().join('\n')) };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Files of content that have been received and not kept. */
export function receivedFiles({ data }: Folder): number {
  return filesIn(join(data, 'blobs', 'tmp')).length;
}

/** Reads a running server's store from outside. */
export function storeState(server: Folder): StoreState {
  const tables = read(server, (database) => {
    const names = database
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .pluck()
      .all() as string[];
    return Object.fromEntries(
      names.filter((name) => name !== TRACES).map((name) => [name, tableOf(database, name)]),
    );
  });
  const blobs = filesIn(join(server.data, 'blobs'))
    .map((file) => `${file} ${sha1(readFileSync(file))}`)
    .sort();
  return { tables, blobs };
}

/** The traces after that many, oldest first. */
export function tracesAfter(server: Folder, sequence: number): Trace[] {
  return read(server, (database) =>
    (
      database
        .prepare(`SELECT type, granted, reason FROM ${TRACES} WHERE sequence > ? ORDER BY sequence`)
        .all(sequence) as { type: string; granted: number; reason: string }[]
    ).map((row) => ({ ...row, granted: row.granted === 1 })),
  );
}

/** The number of the last trace. */
export function lastTrace(server: Folder): number {
  return read(
    server,
    (database) =>
      database.prepare(`SELECT coalesce(max(sequence), 0) FROM ${TRACES}`).pluck().get() as number,
  );
}
