import type { Database } from 'better-sqlite3';
import { type Conflict, isConflict, type WriteCommand, type WriteReceipt } from '../store.ts';
import { runUnit } from './commands/run-unit.ts';
import type { Sql } from './connection.ts';

/** What became of one unit. An `error` was not stored either; it is a bug or a full disk. */
export type UnitResult = WriteReceipt | Conflict | { readonly error: Error };

/** The database can no longer be trusted to be on disk; nothing more may be acknowledged. */
export class FatalStoreError extends Error {
  constructor(cause: unknown) {
    super(`the database failed: ${cause instanceof Error ? `${codeOf(cause)} ${cause.message}` : cause}`, {
      cause,
    });
  }
}

/**
 * Several units in one durable commit, each whole or not at all. When it returns, what it accepted is on disk.
 * @throws FatalStoreError when the commit or the disk failed: whether anything was stored is then unknown.
 */
export function commitBatch(
  database: Database,
  sql: Sql,
  units: readonly (readonly WriteCommand[])[],
): UnitResult[] {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    return units.map(() => ({ error: expected(error) }));
  }
  const results: UnitResult[] = [];
  for (const unit of units) {
    results.push(runAlone(database, sql, unit));
    // A full disk may undo the whole transaction, and with it units that had gone well.
    if (!database.inTransaction) return afterFull(database, sql, units, results.at(-1));
  }
  try {
    database.exec('COMMIT');
  } catch (error) {
    if (!isFull(error)) throw new FatalStoreError(error);
    if (database.inTransaction) database.exec('ROLLBACK');
    return afterFull(database, sql, units, { error: error as Error });
  }
  return results;
}

/** Nothing is stored so far: each unit is tried in a commit of its own, because a short one may still fit. */
function afterFull(
  database: Database,
  sql: Sql,
  units: readonly (readonly WriteCommand[])[],
  result: UnitResult | undefined,
): UnitResult[] {
  const [only] = units;
  if (only === undefined || result === undefined) return [];
  if (units.length === 1) return [result];
  return units.flatMap((unit) => commitBatch(database, sql, [unit]));
}

function runAlone(database: Database, sql: Sql, unit: readonly WriteCommand[]): UnitResult {
  database.exec('SAVEPOINT unit');
  let result: UnitResult;
  try {
    result = runUnit(sql, unit);
  } catch (error) {
    result = { error: expected(error) };
  }
  if (!database.inTransaction) return result;
  if (isConflict(result) || 'error' in result) database.exec('ROLLBACK TO unit');
  database.exec('RELEASE unit');
  return result;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isFull(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_FULL';
}

/** @throws FatalStoreError when the error tells of a disk or a file that fails. */
function expected(error: unknown): Error {
  if (/^SQLITE_(IOERR|CORRUPT|NOTADB|NOMEM|CANTOPEN|READONLY)/.test(codeOf(error))) {
    throw new FatalStoreError(error);
  }
  return error instanceof Error ? error : new Error(String(error));
}
