import type { EnrolmentConflict } from '../../../enrolment.ts';
import type { AssignedId } from '../../../patient-feed.ts';
import type { Sql } from '../../connection.ts';

interface Row {
  readonly key: number;
  readonly decision: string;
}

/**
 * Brings the enrolment of a person under the present INS, which takes the place of former ones: that which has gone further
 * than being imported, else that which is there. Conflict: several have gone further, and nobody here can say which counts.
 */
export function moveEnrolment(
  sql: Sql,
  present: AssignedId,
  former: readonly AssignedId[],
): EnrolmentConflict | undefined {
  const rows = new Map<number, Row>();
  for (const { value, authority } of [present, ...former])
    for (const row of sql(ROWS).all(value, authority, value, authority) as Row[]) rows.set(row.key, row);
  const further = [...rows.values()].filter(({ decision }) => decision !== 'eligible');
  if (further.length > 1) return { conflict: 'enrolments-differ', value: present.value };
  const kept = further[0] ?? [...rows.values()][0];
  if (kept === undefined) return undefined;
  for (const key of rows.keys()) {
    if (key === kept.key) continue;
    sql('UPDATE enrolment_former SET enrolment_key = ? WHERE enrolment_key = ?').run(kept.key, key);
    sql('DELETE FROM enrolment WHERE enrolment_key = ?').run(key);
  }
  sql('UPDATE enrolment SET ins = ?, authority = ? WHERE enrolment_key = ?').run(
    present.value,
    present.authority,
    kept.key,
  );
  for (const { value, authority } of former)
    sql('INSERT OR REPLACE INTO enrolment_former (ins, authority, enrolment_key) VALUES (?, ?, ?)').run(
      value,
      authority,
      kept.key,
    );
  sql('DELETE FROM enrolment_former WHERE ins = ? AND authority = ?').run(present.value, present.authority);
  return undefined;
}

const ROWS = `SELECT enrolment_key AS key, decision FROM enrolment WHERE (ins, authority) = (?, ?)
  UNION SELECT e.enrolment_key, e.decision FROM enrolment AS e JOIN enrolment_former AS f USING (enrolment_key)
  WHERE (f.ins, f.authority) = (?, ?)`;
