import { dtmStart } from '../../../model/instant.ts';
import { HAS_MEMBER, type RegisteredAssociation, type RegisteredFolder } from '../../../model/submission.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';
import type { AssociationPlace } from './insert-association.ts';
import { isUniqueIdTaken } from './unique-id-taken.ts';

/** The uniqueId of a folder is that of no other object. */
export function folderExists(sql: Sql, { uniqueId }: RegisteredFolder): Conflict | undefined {
  return isUniqueIdTaken(sql, uniqueId) ? { conflict: 'folder-exists', uniqueId } : undefined;
}

export function insertFolder(
  sql: Sql,
  folder: RegisteredFolder,
  { patientKey, submissionKey }: AssociationPlace,
): void {
  const { id, uniqueId, logicalId, version, availabilityStatus, lastUpdateTime } = folder;
  const updated = dtmStart(lastUpdateTime);
  if (updated === undefined) throw new Error(`lastUpdateTime of ${id} is no DTM`);
  const added = sql(
    `INSERT INTO folder (patient_key, submission_key, id, unique_id, logical_id, version, status, last_update_time, model)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    patientKey,
    submissionKey,
    id,
    uniqueId,
    logicalId,
    version,
    availabilityStatus,
    updated,
    JSON.stringify(folder),
  );
  for (const { code, system } of folder.codes) {
    sql('INSERT OR IGNORE INTO folder_code (patient_key, folder_key, code, system) VALUES (?, ?, ?, ?)').run(
      patientKey,
      Number(added.lastInsertRowid),
      code,
      system,
    );
  }
}

/** A folder that is given a document has been updated, at that time to the second (ITI TF-3 4.2.3.4.6). */
export function touchFolders(sql: Sql, associations: readonly RegisteredAssociation[], at: string): void {
  const updated = Math.floor(Date.parse(at) / 1000) * 1000;
  for (const { type, source } of associations) {
    if (type !== HAS_MEMBER) continue;
    sql('UPDATE folder SET last_update_time = MAX(last_update_time, ?) WHERE id = ?').run(updated, source);
  }
}
