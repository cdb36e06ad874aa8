import type { AssignedId } from '../patient-feed.ts';
import type { Sql } from './connection.ts';

export interface IdentifierRow {
  readonly patientKey: number;
  /** The id has been merged into another one of the patient. */
  readonly subsumed: boolean;
}

/** Whose an id is, present, former or subsumed. */
export function identifierRow(sql: Sql, { value, authority }: AssignedId): IdentifierRow | undefined {
  const row = sql(
    'SELECT patient_key AS patientKey, subsumed FROM patient_identifier WHERE value = ? AND authority = ?',
  ).get(value, authority) as { patientKey: number; subsumed: 0 | 1 } | undefined;
  return row === undefined ? undefined : { ...row, subsumed: row.subsumed === 1 };
}
