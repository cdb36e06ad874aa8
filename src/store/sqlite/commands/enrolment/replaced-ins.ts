import type { Affiliate } from '../../../../model/enrolment.ts';
import type { AssignedId } from '../../../patient-feed.ts';
import type { Conflict } from '../../../store.ts';
import type { Sql } from '../../connection.ts';
import { identifierRow } from '../../patient-identifier.ts';
import { addIdentifier } from '../add-identifier.ts';
import { moveEnrolment } from './move-enrolment.ts';

/**
 * What an import tells of former INS: the record that any of them leads to, and the enrolment, go under the present one.
 * Conflicts: `identifier-exists` where they lead to several records, `enrolments-differ`, and `ins-replaced` for a person under
 * an INS that is known to have been replaced: the file is older than what is known.
 */
export function bringUnderPresentIns(
  sql: Sql,
  { ins, authority, former = [] }: Affiliate,
): Conflict | undefined {
  const present = { value: ins, authority };
  if (former.length > 0) {
    const patientKey = recordOfIds(sql, [present, ...former]);
    const conflict =
      patientKey === undefined
        ? moveEnrolment(sql, present, former)
        : addIdentifier(sql, { kind: 'add-identifier', patientKey, ...present, former });
    if (conflict !== undefined) return conflict;
  }
  return sql(REPLACED).get(ins, authority, ins, authority) === undefined
    ? undefined
    : { conflict: 'ins-replaced', value: ins };
}

/** What the person of an enrolment was known by before. */
export function formerOf(sql: Sql, enrolmentKey: number): AssignedId[] {
  return sql('SELECT ins AS value, authority FROM enrolment_former WHERE enrolment_key = ?').all(
    enrolmentKey,
  ) as AssignedId[];
}

/** Keeps those for whom there is no record yet. */
export function keepFormerOf(sql: Sql, { ins, authority, former = [] }: Affiliate): void {
  for (const one of former) {
    sql(
      `INSERT OR REPLACE INTO enrolment_former (ins, authority, enrolment_key)
       SELECT ?, ?, enrolment_key FROM enrolment WHERE (ins, authority) = (?, ?)`,
    ).run(one.value, one.authority, ins, authority);
  }
}

/** Key of the patient whom the first of these ids that is known leads to. */
export function recordOfIds(sql: Sql, ids: readonly AssignedId[]): number | undefined {
  return ids.map((id) => identifierRow(sql, id)).find((row) => row !== undefined && !row.subsumed)
    ?.patientKey;
}

const REPLACED = `SELECT 1 FROM enrolment_former WHERE (ins, authority) = (?, ?)
  UNION ALL SELECT 1 FROM patient_identifier WHERE (value, authority) = (?, ?) AND current = 0 AND subsumed = 0`;
