import type { Conflict, WriteCommand, WriteReceipt } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { identifierExists, keepFormer } from './add-identifier.ts';
import { moveEnrolment } from './enrolment/move-enrolment.ts';
import { indexNames } from './index-names.ts';

/**
 * A patient, its identifiers, present and former, and its open record. An enrolment under a former one goes under the first
 * present one.
 */
export function createRecord(
  sql: Sql,
  command: WriteCommand & { kind: 'create-record' },
): WriteReceipt | Conflict {
  const { patient, identifiers, former = [], activated, at } = command;
  for (const identifier of [...identifiers, ...former]) {
    const conflict = identifierExists(sql, identifier);
    if (conflict !== undefined) return conflict;
  }
  const added = sql(
    `INSERT INTO patient (family, usual_family, givens, birth_date, birth_date_supplied, sex, birth_place)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    patient.family,
    patient.usualFamily ?? null,
    JSON.stringify(patient.givens),
    patient.birthDate,
    patient.birthDateSupplied === true ? 1 : 0,
    patient.sex,
    patient.birthPlace ?? null,
  );
  const patientKey = Number(added.lastInsertRowid);
  indexNames(sql, patientKey);
  for (const { value, authority } of identifiers) {
    sql('INSERT INTO patient_identifier (patient_key, value, authority, current) VALUES (?, ?, ?, 1)').run(
      patientKey,
      value,
      authority,
    );
  }
  keepFormer(sql, patientKey, former);
  const [present] = identifiers;
  if (former.length > 0 && present !== undefined) {
    const conflict = moveEnrolment(sql, present, former);
    if (conflict !== undefined) return conflict;
  }
  sql(`INSERT INTO record (patient_key, status, activated, created_at) VALUES (?, 'open', ?, ?)`).run(
    patientKey,
    activated ? 1 : 0,
    at,
  );
  return { patientKey };
}
