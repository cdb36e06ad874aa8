import type { Conflict, WriteCommand, WriteReceipt } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { identifierRow } from '../patient-identifier.ts';
import { createRecord } from './create-record.ts';

/** Finds the patient of an id, or makes one of whom nothing but the id is known; a subsumed id is nobody's any more. */
export function admitPatient(
  sql: Sql,
  { value, authority, at }: WriteCommand & { kind: 'admit-patient' },
): WriteReceipt | Conflict {
  const known = identifierRow(sql, { value, authority });
  if (known?.subsumed === true) return { conflict: 'identifier-subsumed', value };
  if (known !== undefined) return { patientKey: known.patientKey };
  return createRecord(sql, {
    kind: 'create-record',
    patient: { family: '', givens: [], birthDate: '', sex: 'U' },
    identifiers: [{ value, authority }],
    activated: true,
    at,
  });
}
