import type { ForgetContentCommand, RemoveContentCommand } from '../../removal.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';

/** From the commit on, no entry leads to the content any more, in none of its versions. */
export function removeContent(sql: Sql, { entryUuids }: RemoveContentCommand): Conflict | undefined {
  const kept = new Map<string, string>();
  for (const entryUuid of entryUuids) {
    const found = sql(
      `SELECT logical_id AS logicalId, blob FROM document_entry WHERE entry_uuid = ? AND blob <> ''`,
    ).get(entryUuid) as { logicalId: string; blob: string } | undefined;
    if (found === undefined) return { conflict: 'content-missing', entryUuid };
    kept.set(found.blob, found.logicalId);
  }
  for (const [blob, logicalId] of kept) {
    sql(`UPDATE document_entry SET blob = '' WHERE logical_id = ? AND blob = ?`).run(logicalId, blob);
    sql('INSERT OR IGNORE INTO content_left (blob) VALUES (?)').run(blob);
  }
  return undefined;
}

/** What the blob store does not hold any more need not be deleted again. */
export function forgetContent(sql: Sql, { blobs }: ForgetContentCommand): void {
  sql('DELETE FROM content_left WHERE blob IN (SELECT value FROM json_each(?))').run(JSON.stringify(blobs));
}
