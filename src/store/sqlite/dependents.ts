import { APPROVED } from '../../model/document-entry.ts';
import { DEPENDENCES } from '../../model/submission.ts';
import type { Sql } from './connection.ts';

/** The entryUUIDs of the Approved transformations of these entries and addenda to them, and theirs in turn. */
export function dependentsOf(sql: Sql, entryUuids: readonly string[]): readonly string[] {
  const rows = sql(
    `WITH RECURSIVE given(id) AS (SELECT value FROM json_each(?)),
       tie(type) AS (SELECT value FROM json_each(?)),
       dependent(id) AS (
         SELECT id FROM given
         UNION
         SELECT a.source FROM dependent AS t JOIN association AS a ON a.target = t.id
         WHERE a.type IN tie AND a.status = ?)
     SELECT d.entry_uuid AS id FROM dependent AS t JOIN document_entry AS d ON d.entry_uuid = t.id
     WHERE d.status = ? AND d.entry_uuid NOT IN given ORDER BY d.entry_key`,
  ).all(JSON.stringify(entryUuids), JSON.stringify(DEPENDENCES), APPROVED, APPROVED) as { id: string }[];
  return rows.map(({ id }) => id);
}
