import { APPROVED } from '../../../model/document-entry.ts';
import type { Conflict, EntryToRegister, RegisterCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { registrationOf } from '../registration.ts';
import { deprecate } from './deprecate.ts';
import { insertEntry } from './insert-entry.ts';
import { openRecordMissing } from './record-state.ts';

/** Stores a submission, or says what stands against it. */
export function register(sql: Sql, command: RegisterCommand, admitted?: number): Conflict | undefined {
  const { submissionSet } = command;
  const patientKey = command.patientKey === 'admitted' ? admitted : command.patientKey;
  if (patientKey === undefined) throw new Error('a register without its patient');
  const conflict =
    openRecordMissing(sql, patientKey) ??
    submissionSetExists(sql, submissionSet.uniqueId) ??
    idExists(sql, submissionSet.id) ??
    first(command.associations, ({ association }) => idExists(sql, association.id)) ??
    first([...command.deprecates.map(({ entryUuid }) => entryUuid), ...command.relatesTo], (entryUuid) =>
      targetUnfit(sql, patientKey, entryUuid),
    );
  if (conflict !== undefined) return conflict;
  const submissionKey = insertSubmissionSet(sql, command, patientKey);
  for (const item of command.entries) {
    // One by one, so that an entry also conflicts with another of its own submission.
    const found = idExists(sql, item.entry.entryUuid) ?? documentExists(sql, item, command.sameDocumentAgain);
    if (found !== undefined) return found;
    insertEntry(sql, item, { patientKey, submissionKey, depositor: command.depositor });
  }
  for (const { association, ebrim } of command.associations) {
    sql(
      `INSERT INTO association (patient_key, submission_key, id, type, source, target, ebrim, model)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      patientKey,
      submissionKey,
      association.id,
      association.type,
      association.source,
      association.target,
      ebrim,
      JSON.stringify(association),
    );
  }
  for (const target of command.deprecates) deprecate(sql, target);
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
  const found = sql('SELECT 1 FROM submission_set WHERE unique_id = ?').get(uniqueId);
  return found === undefined ? undefined : { conflict: 'submission-set-exists', uniqueId };
}

/** Ids are unique over all kinds of registry objects (ebRIM 3.0, 2.4.3). */
function idExists(sql: Sql, id: string): Conflict | undefined {
  const found = sql(
    `SELECT 1 FROM document_entry WHERE entry_uuid = ?
     UNION ALL SELECT 1 FROM submission_set WHERE id = ?
     UNION ALL SELECT 1 FROM association WHERE id = ? LIMIT 1`,
  ).get(id, id, id);
  return found === undefined ? undefined : { conflict: 'entry-uuid-exists', entryUuid: id };
}

function documentExists(
  sql: Sql,
  { entry }: EntryToRegister,
  sameDocumentAgain: boolean,
): Conflict | undefined {
  const registration = registrationOf(sql, entry.uniqueId);
  if (registration === undefined) return undefined;
  const same =
    registration.hash.toLowerCase() === entry.hash.toLowerCase() && registration.size === entry.size;
  return sameDocumentAgain && same
    ? undefined
    : { conflict: 'document-exists', uniqueId: entry.uniqueId, registration };
}

/** An entry of another patient is as good as missing. */
function targetUnfit(sql: Sql, patientKey: number, entryUuid: string): Conflict | undefined {
  const found = sql('SELECT status FROM document_entry WHERE entry_uuid = ? AND patient_key = ?').get(
    entryUuid,
    patientKey,
  ) as { status: string } | undefined;
  if (found === undefined) return { conflict: 'target-missing', entryUuid };
  return found.status === APPROVED ? undefined : { conflict: 'target-not-approved', entryUuid };
}

function insertSubmissionSet(sql: Sql, command: RegisterCommand, patientKey: number): number {
  const { submissionSet } = command;
  const added = sql(
    `INSERT INTO submission_set (patient_key, id, unique_id, source_id, depositor, registered_at, ebrim, model)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    patientKey,
    submissionSet.id,
    submissionSet.uniqueId,
    submissionSet.sourceId,
    command.depositor,
    command.at,
    command.submissionSetEbrim,
    JSON.stringify(submissionSet),
  );
  return Number(added.lastInsertRowid);
}
