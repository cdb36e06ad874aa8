import type { Scope } from '../../model/scope.ts';
import type { LastRegistered } from '../store.ts';
import type { Sql } from './connection.ts';
import { scopeConditions } from './scope-sql.ts';

/**
 * Submissions from the newest on, in the order of their keys, until one of them holds something that is visible: few rows
 * are read, however long the record is.
 */
const OF_ANY_VERSION = 'document_entry AS d ON d.submission_key = s.submission_key';
const OF_THE_FIRST_VERSION = `document_entry AS f ON f.submission_key = s.submission_key AND f.version = 1
  CROSS JOIN document_entry AS d ON d.logical_id = f.logical_id`;

/** When the latest document that a scope shows was added, and when one was added or changed; ISO 8601. */
export function lastRegistered(sql: Sql, scope: Scope): LastRegistered {
  const visible = scopeConditions(scope);
  if (visible === undefined || typeof scope.patient !== 'number') return {};
  const where = ['s.patient_key = ?', ...visible.map((condition) => condition.sql)].join(' AND ');
  const values = [scope.patient, ...visible.flatMap((condition) => condition.values)];
  const at = (joined: string) =>
    sql(
      `SELECT s.registered_at FROM submission_set AS s CROSS JOIN ${joined}
       WHERE ${where} ORDER BY s.submission_key DESC LIMIT 1`,
    )
      .pluck()
      .get(...values) as string | undefined;
  const added = at(OF_THE_FIRST_VERSION);
  const changed = at(OF_ANY_VERSION);
  return { ...(added === undefined ? {} : { added }), ...(changed === undefined ? {} : { changed }) };
}
