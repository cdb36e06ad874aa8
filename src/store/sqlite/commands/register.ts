import { ON_DEMAND } from '../../../model/document-entry.ts';
import { dtmStart } from '../../../model/instant.ts';
import { type Conflict, type EntryToRegister, isConflict, type RegisterCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { registrationOf } from '../registration.ts';
import { changeStatuses, statusConflict } from './change-status.ts';
import { deprecate } from './deprecate.ts';
import { inheritedMemberships } from './inherit-folders.ts';
import { insertAssociation } from './insert-association.ts';
import { insertEntry } from './insert-entry.ts';
import { folderExists, insertFolder, touchFolders } from './insert-folder.ts';
import { outsideConflict } from './outside-ends.ts';
import { propagated } from './propagate.ts';
import { openRecordMissing } from './record-state.ts';
import { supersede, supersessionConflict } from './supersede.ts';
import { isOfSetOrFolder, isUniqueIdTaken } from './unique-id-taken.ts';

/** Stores a submission, or says what stands against it. */
export function register(sql: Sql, command: RegisterCommand, admitted?: number): Conflict | undefined {
  const { submissionSet } = command;
  const patientKey = command.patientKey === 'admitted' ? admitted : command.patientKey;
  if (patientKey === undefined) throw new Error('a register without its patient');
  const folders = command.folders ?? [];
  const versions = new Set((command.supersedes ?? []).map(({ id }) => id));
  const conflict =
    openRecordMissing(sql, patientKey) ??
    submissionSetExists(sql, submissionSet.uniqueId) ??
    first(folders, (folder) => (versions.has(folder.id) ? undefined : folderExists(sql, folder))) ??
    first([submissionSet, ...folders, ...command.associations], ({ id }) => idExists(sql, id)) ??
    outsideConflict(sql, command, patientKey) ??
    supersessionConflict(sql, command) ??
    statusConflict(sql, command);
  if (conflict !== undefined) return conflict;
  const copies = propagated(sql, command, patientKey);
  if (isConflict(copies)) return copies;
  const inherited = [...inheritedMemberships(sql, command), ...copies];
  const kept = supersede(sql, command);
  const submissionKey = insertSubmissionSet(sql, command, patientKey);
  const place = { patientKey, submissionKey, at: command.at };
  for (const item of command.entries) {
    // One by one, so that an entry also conflicts with another of its own submission.
    const { entryUuid } = item.entry;
    const before = kept.get(entryUuid);
    const found =
      idExists(sql, entryUuid) ??
      (before === undefined ? documentExists(sql, item, command.sameDocumentAgain) : undefined);
    if (found !== undefined) return found;
    insertEntry(sql, { ...item, ...before }, { ...place, depositor: before?.depositor ?? command.depositor });
  }
  for (const folder of folders) insertFolder(sql, folder, place);
  for (const one of [...command.associations, ...inherited]) insertAssociation(sql, one, place);
  if (folders.length + inherited.length + (command.foldersTo?.length ?? 0) > 0) {
    touchFolders(sql, [...command.associations, ...inherited], command.at);
  }
  for (const target of command.deprecates) deprecate(sql, target);
  changeStatuses(sql, command);
  return undefined;
}

function first<T>(items: readonly T[], check: (item: T) => Conflict | undefined): Conflict | undefined {
  for (const item of items) {
    const conflict = check(item);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

function submissionSetExists(sql: Sql, uniqueId: string): Conflict | undefined {
  return isUniqueIdTaken(sql, uniqueId) ? { conflict: 'submission-set-exists', uniqueId } : undefined;
}

/** Ids are unique over all kinds of registry objects (ebRIM 3.0, 2.4.3). */
function idExists(sql: Sql, id: string): Conflict | undefined {
  const found = sql(
    `SELECT 1 FROM document_entry WHERE entry_uuid = ?
     UNION ALL SELECT 1 FROM submission_set WHERE id = ?
     UNION ALL SELECT 1 FROM folder WHERE id = ?
     UNION ALL SELECT 1 FROM association WHERE id = ? LIMIT 1`,
  ).get(id, id, id, id);
  return found === undefined ? undefined : { conflict: 'entry-uuid-exists', entryUuid: id };
}

function documentExists(
  sql: Sql,
  { entry }: EntryToRegister,
  sameDocumentAgain: boolean,
): Conflict | undefined {
  const { uniqueId } = entry;
  if (isOfSetOrFolder(sql, uniqueId)) return { conflict: 'folder-exists', uniqueId };
  const registration = registrationOf(sql, uniqueId);
  if (registration === undefined) return undefined;
  const same =
    registration.hash.toLowerCase() === entry.hash?.toLowerCase() && registration.size === entry.size;
  const mayBeAgain = entry.objectType === ON_DEMAND ? registration.onDemand : sameDocumentAgain && same;
  return mayBeAgain ? undefined : { conflict: 'document-exists', uniqueId, registration };
}

function insertSubmissionSet(sql: Sql, command: RegisterCommand, patientKey: number): number {
  const { submissionSet } = command;
  const submissionTime = dtmStart(submissionSet.submissionTime);
  if (submissionTime === undefined) throw new Error(`submissionTime of ${submissionSet.id} is no DTM`);
  const added = sql(
    `INSERT INTO submission_set (patient_key, id, unique_id, source_id, depositor, registered_at, submission_time,
       content_type_code, content_type_system, ebrim, model)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    patientKey,
    submissionSet.id,
    submissionSet.uniqueId,
    submissionSet.sourceId,
    command.depositor,
    command.at,
    submissionTime,
    submissionSet.contentTypeCode?.code ?? null,
    submissionSet.contentTypeCode?.system ?? null,
    command.submissionSetEbrim,
    JSON.stringify(submissionSet),
  );
  return Number(added.lastInsertRowid);
}
