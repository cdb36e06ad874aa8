import { HAS_MEMBER } from '../../../model/submission.ts';
import type { RemoveObjectsCommand } from '../../removal.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { obstaclesTo } from '../removal.ts';

const IDS = '(SELECT value FROM json_each(?))';

/** Removes objects with everything that is kept beside them, or says what stands against it. */
export function removeObjects(sql: Sql, { ids }: RemoveObjectsCommand): Conflict | undefined {
  const { missing, referenced, lastMemberships } = obstaclesTo(sql, ids);
  const [absent, tied, last] = [missing[0], referenced[0], lastMemberships[0]];
  if (absent !== undefined) return { conflict: 'object-missing', id: absent };
  if (tied !== undefined) return { conflict: 'object-referenced', id: tied };
  if (last !== undefined) return { conflict: 'last-membership', id: last };
  const list = JSON.stringify(ids);
  sql(`DELETE FROM association WHERE id IN ${IDS}`).run(list);
  removeEntries(sql, list);
  removeFolders(sql, list);
  removeSubmissionSets(sql, list);
  return undefined;
}

function removeEntries(sql: Sql, list: string): void {
  const removed = sql(
    `SELECT logical_id AS logicalId, blob FROM document_entry WHERE entry_uuid IN ${IDS}`,
  ).all(list) as { logicalId: string; blob: string }[];
  for (const table of ['entry_code', 'entry_author', 'entry_reference_id', 'entry_text']) {
    sql(
      `DELETE FROM ${table} WHERE (patient_key, entry_key) IN
         (SELECT patient_key, entry_key FROM document_entry WHERE entry_uuid IN ${IDS})`,
    ).run(list);
  }
  sql(`DELETE FROM document_entry WHERE entry_uuid IN ${IDS}`).run(list);
  for (const { logicalId, blob } of removed) {
    latestAgain(sql, 'document_entry', logicalId);
    if (blob !== '') leaveContent(sql, logicalId, blob);
  }
}

/** The versions of one logical entry share their content; no other two entries do. */
function leaveContent(sql: Sql, logicalId: string, blob: string): void {
  sql(
    `INSERT OR IGNORE INTO content_left (blob) SELECT ?
     WHERE NOT EXISTS (SELECT 1 FROM document_entry WHERE logical_id = ? AND blob = ?)`,
  ).run(blob, logicalId, blob);
}

function removeFolders(sql: Sql, list: string): void {
  const removed = sql(`SELECT logical_id AS logicalId FROM folder WHERE id IN ${IDS}`).all(list) as {
    logicalId: string;
  }[];
  sql(
    `DELETE FROM folder_code WHERE (patient_key, folder_key) IN
       (SELECT patient_key, folder_key FROM folder WHERE id IN ${IDS})`,
  ).run(list);
  sql(`DELETE FROM folder WHERE id IN ${IDS}`).run(list);
  for (const { logicalId } of removed) latestAgain(sql, 'folder', logicalId);
}

/** Of the versions that stay, one is the latest. */
function latestAgain(sql: Sql, table: 'document_entry' | 'folder', logicalId: string): void {
  sql(
    `UPDATE ${table} SET latest = 1 WHERE logical_id = ?
       AND version = (SELECT MAX(version) FROM ${table} WHERE logical_id = ?)`,
  ).run(logicalId, logicalId);
}

/**
 * What came with a set that goes and stays itself, because another set refers to it, is from then on kept as if it had come
 * with that one; an association goes with its source.
 */
function removeSubmissionSets(sql: Sql, list: string): void {
  const came = `submission_key IN (SELECT submission_key FROM submission_set WHERE id IN ${IDS})`;
  const holder = (id: string) => `(SELECT MIN(s.submission_key) FROM association AS m
    JOIN submission_set AS s ON s.id = m.source WHERE m.target = ${id} AND m.type = '${HAS_MEMBER}')`;
  sql(`UPDATE document_entry SET submission_key = ${holder('document_entry.entry_uuid')} WHERE ${came}`).run(
    list,
  );
  sql(`UPDATE folder SET submission_key = ${holder('folder.id')} WHERE ${came}`).run(list);
  sql(
    `UPDATE association SET submission_key = COALESCE(
       (SELECT d.submission_key FROM document_entry AS d WHERE d.entry_uuid = association.source),
       (SELECT f.submission_key FROM folder AS f WHERE f.id = association.source),
       (SELECT s.submission_key FROM submission_set AS s WHERE s.id = association.source)) WHERE ${came}`,
  ).run(list);
  sql(`DELETE FROM submission_set WHERE id IN ${IDS}`).run(list);
}
