import type { Conflict, RegisterCommand } from '../../store.ts';
import type { StatusChange } from '../../versions.ts';
import type { Sql } from '../connection.ts';

const FIND: Readonly<Record<StatusChange['kind'], string>> = {
  entry: 'SELECT status, latest FROM document_entry WHERE entry_uuid = ?',
  folder: 'SELECT status, latest FROM folder WHERE id = ?',
  association: 'SELECT status, 1 AS latest FROM association WHERE id = ?',
};

const CHANGE: Readonly<Record<StatusChange['kind'], string>> = {
  entry: 'UPDATE document_entry SET status = ? WHERE entry_uuid = ?',
  folder: 'UPDATE folder SET status = ? WHERE id = ?',
  association: 'UPDATE association SET status = ? WHERE id = ?',
};

/** Only of the latest version, and only from the status that the submission names. */
export function statusConflict(sql: Sql, { statusChanges = [] }: RegisterCommand): Conflict | undefined {
  for (const { kind, id, from } of statusChanges) {
    const row = sql(FIND[kind]).get(id) as { status: string; latest: number } | undefined;
    if (row === undefined) return { conflict: 'target-missing', entryUuid: id };
    if (row.latest !== 1) return { conflict: 'version-superseded', id };
    if (row.status !== from) return { conflict: 'status-differs', id };
  }
  return undefined;
}

export function changeStatuses(sql: Sql, { statusChanges = [] }: RegisterCommand): void {
  for (const change of statusChanges) {
    sql(CHANGE[change.kind]).run(change.to, change.id);
    if (change.kind !== 'entry') continue;
    sql(
      `UPDATE entry_text SET ebrim = ?, fhir = ?
       WHERE entry_key = (SELECT entry_key FROM document_entry WHERE entry_uuid = ?)`,
    ).run(change.ebrim, change.fhir, change.id);
  }
}
