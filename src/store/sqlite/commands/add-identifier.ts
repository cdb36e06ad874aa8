import { INS_ALL } from '../../../model/ins.ts';
import type { AssignedId } from '../../patient-feed.ts';
import type { Conflict, WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { identifierRow } from '../patient-identifier.ts';
import { moveEnrolment } from './enrolment/move-enrolment.ts';
import { recordMissing } from './record-state.ts';

/** An identifier leads to one patient only, whether present or former. @param patientKey whose it may be already. */
export function identifierExists(
  sql: Sql,
  { value, authority }: AssignedId,
  patientKey?: number,
): Conflict | undefined {
  const found = identifierRow(sql, { value, authority });
  if (found === undefined || (found.patientKey === patientKey && !found.subsumed)) return undefined;
  return { conflict: 'identifier-exists', value };
}

/** The new identifier is the present one; those that it takes the place of (any INS of an INS) become former ones. */
export function addIdentifier(
  sql: Sql,
  command: WriteCommand & { kind: 'add-identifier' },
): Conflict | undefined {
  const { patientKey, value, authority, former = [] } = command;
  const missing = recordMissing(sql, patientKey);
  if (missing !== undefined) return missing;
  for (const one of [{ value, authority }, ...former]) {
    const conflict = identifierExists(sql, one, patientKey);
    if (conflict !== undefined) return conflict;
  }
  const replaced = JSON.stringify(INS_ALL.includes(authority) ? INS_ALL : [authority]);
  sql(
    `UPDATE patient_identifier SET current = 0
     WHERE patient_key = ? AND authority IN (SELECT value FROM json_each(?))`,
  ).run(patientKey, replaced);
  sql(
    `INSERT INTO patient_identifier (patient_key, value, authority, current) VALUES (?, ?, ?, 1)
     ON CONFLICT (value, authority) DO UPDATE SET current = 1`,
  ).run(patientKey, value, authority);
  keepFormer(sql, patientKey, former);
  const formerOnes = sql(
    `SELECT value, authority FROM patient_identifier
     WHERE patient_key = ? AND current = 0 AND subsumed = 0 AND authority IN (SELECT value FROM json_each(?))`,
  ).all(patientKey, replaced) as AssignedId[];
  return moveEnrolment(sql, { value, authority }, formerOnes);
}

/** Ids that lead to the record without being the present ones; what is there stays as it is. */
export function keepFormer(sql: Sql, patientKey: number, former: readonly AssignedId[]): void {
  for (const { value, authority } of former) {
    sql(
      'INSERT OR IGNORE INTO patient_identifier (patient_key, value, authority, current) VALUES (?, ?, ?, 0)',
    ).run(patientKey, value, authority);
  }
}
