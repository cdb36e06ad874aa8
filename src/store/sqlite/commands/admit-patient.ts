import type { Conflict, WriteCommand, WriteReceipt } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { createRecord } from './create-record.ts';

/** Finds the patient of an id, or makes one of whom nothing but the id is known. */
export function admitPatient(
  sql: Sql,
  { value, authority, at }: WriteCommand & { kind: 'admit-patient' },
): WriteReceipt | Conflict {
  const known = sql(
    'SELECT patient_key AS patientKey FROM patient_identifier WHERE value = ? AND authority = ?',
  ).get(value, authority) as { patientKey: number } | undefined;
  if (known !== undefined) return known;
  return createRecord(sql, {
    kind: 'create-record',
    patient: { family: '', givens: [], birthDate: '', sex: 'U' },
    identifiers: [{ value, authority }],
    activated: true,
    at,
  });
}
