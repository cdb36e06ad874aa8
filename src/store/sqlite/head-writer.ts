import type { Database } from 'better-sqlite3';
import { openHeadFile } from '../../audit/head-file.ts';
import { chainEnd } from './commands/record-event.ts';
import type { Sql } from './connection.ts';

const INTERVAL = 1000;

/** Writes the signed head of the chain down, at most once a second while there is something new, and at the end. */
export interface HeadWriter {
  /** Says that there may be something new. @param guard runs what may fail later. */
  changed(guard: (work: () => void) => void): void;
  close(): void;
}

export function openHeadWriter(database: Database, sql: Sql, file: string): HeadWriter {
  const heads = openHeadFile(file);
  let timer: NodeJS.Timeout | undefined;

  const write = (): void => {
    // Under the database's write lock, so that the heads of two processes come in the order of the chain.
    database.exec('BEGIN IMMEDIATE');
    try {
      const { sequence, hash } = chainEnd(sql);
      if (sequence > heads.last) heads.append({ sequence, hash, time: new Date().toISOString() });
    } finally {
      database.exec('ROLLBACK');
    }
  };
  const changed: HeadWriter['changed'] = (guard) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      guard(() => {
        try {
          write();
        } catch (error) {
          if (!canWait(error)) throw error;
          changed(guard);
        }
      });
    }, INTERVAL);
  };
  return {
    changed,
    close: () => {
      clearTimeout(timer);
      write();
      heads.close();
    },
  };
}

/** A full disk or a lock held elsewhere: the head of a later second says as much. */
function canWait(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOSPC', 'EDQUOT', 'SQLITE_BUSY'].includes(String(error.code))
  );
}
