import { APPROVED } from '../../../model/document-entry.ts';
import type { Conflict, RegisterCommand } from '../../store.ts';
import type { StatusChange } from '../../versions.ts';
import type { Sql } from '../connection.ts';
import { endOf, type TieEnd, tiesOf } from '../ties.ts';

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

/** @returns a conflict when what becomes Approved would tie objects of two patients. */
export function changeStatuses(sql: Sql, { statusChanges = [] }: RegisterCommand): Conflict | undefined {
  for (const change of statusChanges) {
    sql(CHANGE[change.kind]).run(change.to, change.id);
    if (change.kind === 'entry') {
      sql(
        `UPDATE entry_text SET ebrim = ?, fhir = ?
         WHERE entry_key = (SELECT entry_key FROM document_entry WHERE entry_uuid = ?)`,
      ).run(change.ebrim, change.fhir, change.id);
    }
  }
  for (const { kind, id, to } of statusChanges) {
    if (to === APPROVED && (kind === 'association' ? associationTies(sql, id) : objectTies(sql, id))) {
      return { conflict: 'ties-patients', id };
    }
  }
  return undefined;
}

function objectTies(sql: Sql, id: string): boolean {
  return tiesOf(sql, [id]).some(({ ends }) => ofTwoPatients(ends));
}

function associationTies(sql: Sql, id: string): boolean {
  const row = sql('SELECT source, target FROM association WHERE id = ?').get(id) as {
    source: string;
    target: string;
  };
  return ofTwoPatients([endOf(sql, row.source), endOf(sql, row.target)]);
}

function ofTwoPatients(ends: readonly TieEnd[]): boolean {
  return ends.every(({ approved }) => approved) && new Set(ends.map(({ patientKey }) => patientKey)).size > 1;
}
