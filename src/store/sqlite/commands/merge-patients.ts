import type { MergePatientsCommand } from '../../patient-feed.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { markOf } from '../filed-objects.ts';
import { type IdentifierRow, identifierRow } from '../patient-identifier.ts';
import { moveEnrolment } from './enrolment/move-enrolment.ts';
import { moveSharing } from './enrolment/share-child.ts';
import { openRecordMissing } from './record-state.ts';

type Value = 'into' | 'from';
type Move = readonly [statement: string, ...values: Value[]];

/** Of the choices of two records for one mode of emergency, the one that closes more. */
function closer(column: 'bris_de_glace' | 'centre_15'): string {
  const both = `(record.${column}, f.${column})`;
  return `CASE WHEN 'opposed' IN ${both} THEN 'opposed'
    WHEN 'allowed' IN ${both} THEN 'allowed' ELSE record.${column} END`;
}

/** Rows of which a patient has one of a kind: where both have it, that of the survivor stays. */
function kept(table: string): readonly Move[] {
  return [
    [`UPDATE OR IGNORE ${table} SET patient_key = ? WHERE patient_key = ?`, 'into', 'from'],
    [`DELETE FROM ${table} WHERE patient_key = ?`, 'from'],
  ];
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
  ...kept('authorisation'),
  ...kept('blocking'),
  ...kept('opened_access'),
  ...kept('patient_contact'),
  ...kept('patient_account'),
  ...kept('told_document'),
  ...kept('told_access'),
  ...kept('told_emergency'),
  ...kept('statement'),
  ...kept('erasure'),
  ['UPDATE account_ticket SET patient_key = ? WHERE patient_key = ?', 'into', 'from'],
  [
    `UPDATE outbox SET patient_key = ?, notification = json_set(notification, '$.recipient.patientKey', ?)
     WHERE patient_key = ?`,
    'into',
    'into',
    'from',
  ],
  ['DELETE FROM patient_name WHERE patient_key = ?', 'from'],
  // Both have been the choices of one patient: what closes more stays.
  [
    `UPDATE record SET mask_all = max(record.mask_all, f.mask_all),
       bris_de_glace = ${closer('bris_de_glace')}, centre_15 = ${closer('centre_15')}
     FROM record AS f WHERE record.patient_key = ? AND f.patient_key = ?`,
    'into',
    'from',
  ],
  // An access that one record had open, and the other keeps shut.
  [
    `DELETE FROM opened_access WHERE patient_key = ? AND (
       EXISTS (SELECT 1 FROM record AS r
         WHERE r.patient_key = opened_access.patient_key AND r.bris_de_glace = 'opposed')
       OR EXISTS (SELECT 1 FROM blocking AS b
         WHERE b.patient_key = opened_access.patient_key AND b.professional = opened_access.professional))`,
    'into',
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
  mergeEnrolments(sql, command);
  moveSharing(sql, command);
  rewrite(sql, command);
  return undefined;
}

/**
 * The insured person of the subsumed id is that of the surviving one from then on, for herself and for those whom she stands for.
 * Of two whose enrolments have gone different ways that of the survivor stays: a merge is not refused for it.
 */
function mergeEnrolments(sql: Sql, { surviving, subsumed }: MergePatientsCommand): void {
  const { value, authority } = subsumed;
  if (moveEnrolment(sql, surviving, [subsumed]) !== undefined)
    sql('DELETE FROM enrolment WHERE ins = ? AND authority = ?').run(value, authority);
  // Unlike a former id, one that has been subsumed leads nowhere.
  sql('DELETE FROM enrolment_former WHERE ins = ? AND authority = ?').run(value, authority);
  sql('UPDATE enrolment SET principal = ? WHERE principal = ? AND authority = ?').run(
    surviving.value,
    value,
    authority,
  );
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
