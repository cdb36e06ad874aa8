import type { Sql } from '../connection.ts';

const SETS_AND_FOLDERS = `SELECT 1 FROM submission_set WHERE unique_id = ?
  UNION ALL SELECT 1 FROM folder WHERE unique_id = ?`;

/** Whether a submission set or a folder has a uniqueId, which names one object of whatever kind (ITI TF-3 4.2.3). */
export function isOfSetOrFolder(sql: Sql, uniqueId: string): boolean {
  return sql(`${SETS_AND_FOLDERS} LIMIT 1`).get(uniqueId, uniqueId) !== undefined;
}

/** Whether any object has it. A document may share its own with another document alone. */
export function isUniqueIdTaken(sql: Sql, uniqueId: string): boolean {
  const found = sql(
    `${SETS_AND_FOLDERS} UNION ALL SELECT 1 FROM document_entry WHERE unique_id = ? LIMIT 1`,
  ).get(uniqueId, uniqueId, uniqueId);
  return found !== undefined;
}
