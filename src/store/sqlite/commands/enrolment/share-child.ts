import type { EnrolmentCommand } from '../../../enrolment.ts';
import type { AssignedId, MergePatientsCommand } from '../../../patient-feed.ts';
import type { Conflict } from '../../../store.ts';
import type { Sql } from '../../connection.ts';

type Of<Kind extends EnrolmentCommand['kind']> = EnrolmentCommand & { readonly kind: Kind };

/** Only while the one who shares is the principal parent, and the other one a parent beside. */
const WHERE = `e.enrolment_key = ? AND e.principal = ? AND EXISTS (
  SELECT 1 FROM json_each(e.representatives) AS r
  WHERE r.key > 0 AND r.value ->> 'role' = 'parent' AND r.value ->> 'ins' = ?)`;

export function shareChild(
  sql: Sql,
  { key, principal, parent, at }: Of<'share-child'>,
): Conflict | undefined {
  const { changes } = sql(
    `INSERT INTO shared_child (enrolment_key, parent, given_by, since)
     SELECT e.enrolment_key, ?, ?, ? FROM enrolment AS e WHERE ${WHERE}
     ON CONFLICT (enrolment_key, parent) DO UPDATE SET given_by = excluded.given_by`,
  ).run(parent, principal, at, key, principal, parent);
  return changes === 0 ? { conflict: 'enrolment-changed', key } : undefined;
}

export function endSharing(sql: Sql, { key, parent }: Of<'end-sharing'>): void {
  sql('DELETE FROM shared_child WHERE enrolment_key = ? AND parent = ?').run(key, parent);
}

/**
 * Ends what was shared by who is not the principal parent any more, or with who is no other parent any more. A parent whose INS
 * has been replaced is the same parent.
 */
export function endFormerSharing(sql: Sql, { affiliate }: Of<'import-affiliate'>): void {
  const { ins, authority, representatives } = affiliate;
  const [principal, ...others] = representatives;
  const giver = principal?.role === 'parent' ? principal.ins : undefined;
  const parents = others.flatMap((one) => (one.role === 'parent' && one.ins !== undefined ? [one.ins] : []));
  const child = { value: ins, authority };
  if (giver !== undefined) bringUnderPresent(sql, child, 'given_by', giver);
  for (const parent of parents) bringUnderPresent(sql, child, 'parent', parent);
  sql(
    `DELETE FROM shared_child
     WHERE enrolment_key = (SELECT enrolment_key FROM enrolment WHERE ins = ? AND authority = ?)
       AND (given_by IS NOT ? OR parent NOT IN (SELECT value FROM json_each(?)))`,
  ).run(ins, authority, giver ?? null, JSON.stringify(parents));
}

/** Brings what is shared under another INS of a parent, of her record or of her enrolment, under that which is named now. */
function bringUnderPresent(
  sql: Sql,
  { value, authority }: AssignedId,
  column: 'given_by' | 'parent',
  present: string,
): void {
  sql(
    `UPDATE OR IGNORE shared_child SET ${column} = ?
     WHERE enrolment_key = (SELECT enrolment_key FROM enrolment WHERE ins = ? AND authority = ?)
       AND ${column} IN (
         SELECT f.value FROM patient_identifier AS p JOIN patient_identifier AS f USING (patient_key, authority)
         WHERE p.value = ? AND p.authority = ? AND p.subsumed = 0
         UNION ALL SELECT f.ins FROM enrolment AS e JOIN enrolment_former AS f USING (enrolment_key, authority)
         WHERE e.ins = ? AND e.authority = ?)`,
  ).run(present, value, authority, present, authority, present, authority);
}

/** A parent of the subsumed id is one of the surviving id from then on. */
export function moveSharing(
  sql: Sql,
  { surviving, subsumed: { value, authority } }: Pick<MergePatientsCommand, 'surviving' | 'subsumed'>,
): void {
  for (const column of ['parent', 'given_by'])
    sql(
      `UPDATE OR IGNORE shared_child SET ${column} = ?
       WHERE ${column} = ? AND enrolment_key IN (SELECT enrolment_key FROM enrolment WHERE authority = ?)`,
    ).run(surviving.value, value, authority);
}
