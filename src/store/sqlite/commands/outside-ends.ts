import { APPROVED } from '../../../model/document-entry.ts';
import type { Conflict, RegisterCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { dependentsOf } from '../dependents.ts';

/** What stands against the associations of a submission with what the registry holds already. */
export function outsideConflict(
  sql: Sql,
  command: RegisterCommand,
  patientKey: number,
): Conflict | undefined {
  const replaced = command.deprecates.map(({ entryUuid }) => entryUuid);
  for (const entryUuid of [...replaced, ...command.relatesTo]) {
    const conflict = unfit(sql, 'document_entry', 'entry_uuid', entryUuid, patientKey);
    if (conflict !== undefined) return conflict;
  }
  for (const folder of command.foldersTo ?? []) {
    const conflict = unfit(sql, 'folder', 'id', folder, patientKey);
    if (conflict !== undefined) return conflict;
  }
  return endMissing(sql, command) ?? dependentMissed(sql, replaced);
}

/** An object of another patient is as good as missing. */
function unfit(
  sql: Sql,
  table: 'document_entry' | 'folder',
  column: 'entry_uuid' | 'id',
  id: string,
  patientKey: number,
): Conflict | undefined {
  const found = sql(`SELECT status FROM ${table} WHERE ${column} = ? AND patient_key = ?`).get(
    id,
    patientKey,
  ) as { status: string } | undefined;
  if (found === undefined) return { conflict: 'target-missing', entryUuid: id };
  return found.status === APPROVED ? undefined : { conflict: 'target-not-approved', entryUuid: id };
}

/** Something may have been removed since it was looked up; a reference may be of another patient. */
function endMissing(sql: Sql, command: RegisterCommand): Conflict | undefined {
  const own = new Set([
    command.submissionSet.id,
    ...command.entries.map(({ entry }) => entry.entryUuid),
    ...(command.folders ?? []).map(({ id }) => id),
    ...command.associations.map(({ id }) => id),
  ]);
  const outside = command.associations
    .flatMap(({ source, target }) => [source, target])
    .filter((id) => !own.has(id));
  for (const id of outside) {
    const found = sql(
      'SELECT 1 FROM document_entry WHERE entry_uuid = ? UNION ALL SELECT 1 FROM folder WHERE id = ? LIMIT 1',
    ).get(id, id);
    if (found === undefined) return { conflict: 'target-missing', entryUuid: id };
  }
  return undefined;
}

function dependentMissed(sql: Sql, replaced: readonly string[]): Conflict | undefined {
  if (replaced.length === 0) return undefined;
  const [missed] = dependentsOf(sql, replaced);
  return missed === undefined ? undefined : { conflict: 'dependent-missed', entryUuid: missed };
}
