import type { MergePatientsCommand } from '../../patient-feed.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { markOf } from '../filed-objects.ts';
import { type IdentifierRow, identifierRow } from '../patient-identifier.ts';
import { openRecordMissing } from './record-state.ts';

type Value = 'into' | 'from';
type Move = readonly [statement: string, ...values: Value[]];

/** Of the choices of two records for one mode of emergency, the one that closes more. */
function closer(column: 'bris_de_glace' | 'centre_15'): string {
  const both = `(record.${column}, f.${column})`;
  return `CASE WHEN 'opposed' IN ${both} THEN 'opposed'
    WHEN 'allowed' IN ${both} THEN 'allowed' ELSE record.${column} END`;
}

/**
 * Everything of a patient, in an order in which the rows that others are looked up through come last. The traces are not among
 * it: they are part of the chain and stay as they were written.
 */
const MOVES: readonly Move[] = [
  [
    `UPDATE entry_text SET patient_key = ?
     WHERE entry_key IN (SELECT entry_key FROM document_entry WHERE patient_key = ?)`,
    'into',
    'from',
  ],
  ['UPDATE entry_code SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  ['UPDATE entry_author SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  ['UPDATE entry_reference_id SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  ['UPDATE folder_code SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  [
    `UPDATE association SET patient_key = ?
     WHERE submission_key IN (SELECT submission_key FROM submission_set WHERE patient_key = ?)`,
    'into',
    'from',
  ],
  ['UPDATE document_entry SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  ['UPDATE folder SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  ['UPDATE submission_set SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  // Where both had authorised the same holder, that of the survivor stays.
  [
    `INSERT OR IGNORE INTO authorisation (patient_key, holder, holder_kind, name, medecin_traitant, since)
     SELECT ?, holder, holder_kind, name, medecin_traitant, since FROM authorisation WHERE patient_key = ?`,
    'into',
    'from',
  ],
  ['DELETE FROM authorisation WHERE patient_key = ?', 'from'],
  // Both have been the choices of one patient: what closes more stays.
  [
    `INSERT OR IGNORE INTO blocking (patient_key, professional, name, since)
     SELECT ?, professional, name, since FROM blocking WHERE patient_key = ?`,
    'into',
    'from',
  ],
  ['DELETE FROM blocking WHERE patient_key = ?', 'from'],
  [
    `INSERT OR IGNORE INTO opened_access (patient_key, professional, reason, opened_at, until)
     SELECT ?, professional, reason, opened_at, until FROM opened_access WHERE patient_key = ?`,
    'into',
    'from',
  ],
  ['DELETE FROM opened_access WHERE patient_key = ?', 'from'],
  [
    `UPDATE record SET mask_all = max(record.mask_all, f.mask_all),
       bris_de_glace = ${closer('bris_de_glace')}, centre_15 = ${closer('centre_15')}
     FROM record AS f WHERE record.patient_key = ? AND f.patient_key = ?`,
    'into',
    'from',
  ],
  ['UPDATE merged_patient SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  ['INSERT INTO merged_patient (patient_key, former_key) VALUES (?, ?)', 'into', 'from'],
  ['UPDATE patient_identifier SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  ['DELETE FROM record WHERE patient_key = ?', 'from'],
];

/** Two ids of one patient may be merged too: the subsumed one ends, and nothing has to be moved. */
export function mergePatients(sql: Sql, command: MergePatientsCommand): Conflict | undefined {
  const surviving = active(sql, command.surviving);
  const subsumed = active(sql, command.subsumed);
  if ('conflict' in surviving) return surviving;
  if ('conflict' in subsumed) return subsumed;
  const closed = openRecordMissing(sql, surviving.patientKey) ?? openRecordMissing(sql, subsumed.patientKey);
  if (closed !== undefined) return closed;
  if (markOf(sql, subsumed.patientKey) !== command.mark) return { conflict: 'patient-changed' };

  if (surviving.patientKey !== subsumed.patientKey) {
    const keys = { into: surviving.patientKey, from: subsumed.patientKey };
    for (const [statement, ...values] of MOVES) sql(statement).run(...values.map((value) => keys[value]));
  }
  sql('UPDATE patient_identifier SET current = 0, subsumed = 1 WHERE value = ? AND authority = ?').run(
    command.subsumed.value,
    command.subsumed.authority,
  );
  rewrite(sql, command);
  return undefined;
}

function active(sql: Sql, identifier: MergePatientsCommand['surviving']): IdentifierRow | Conflict {
  const row = identifierRow(sql, identifier);
  if (row === undefined) return { conflict: 'identifier-unknown', value: identifier.value };
  return row.subsumed ? { conflict: 'identifier-subsumed', value: identifier.value } : row;
}

function rewrite(sql: Sql, { entries, submissionSets, folders, patientId }: MergePatientsCommand): void {
  for (const { entryUuid, ebrim, fhir } of entries) {
    sql(
      `UPDATE entry_text SET ebrim = ?, fhir = ?, model = json_set(model, '$.patientId', ?)
       WHERE entry_key = (SELECT entry_key FROM document_entry WHERE entry_uuid = ?)`,
    ).run(ebrim, fhir, patientId, entryUuid);
  }
  for (const { id, ebrim } of submissionSets) {
    sql(`UPDATE submission_set SET ebrim = ?, model = json_set(model, '$.patientId', ?) WHERE id = ?`).run(
      ebrim,
      patientId,
      id,
    );
  }
  for (const id of folders) {
    sql(`UPDATE folder SET model = json_set(model, '$.patientId', ?) WHERE id = ?`).run(patientId, id);
  }
}
