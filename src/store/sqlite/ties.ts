import { APPROVED } from '../../model/document-entry.ts';
import type { Sql } from './connection.ts';

/** An Approved membership of a folder or relationship between documents. */
export interface Tie {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly ends: readonly TieEnd[];
}

export interface TieEnd {
  readonly id: string;
  readonly patientKey: number;
  readonly approved: boolean;
}

/**
 * The ties that have one of these objects at an end, in the order of their registration. Memberships of submission sets are no
 * ties: what a set holds may have gone to another patient since.
 */
export function tiesOf(sql: Sql, ids: readonly string[]): readonly Tie[] {
  const list = JSON.stringify(ids);
  const rows = sql(
    `SELECT a.id, a.type, a.source, a.target FROM association AS a
     WHERE a.association_key IN (
         SELECT association_key FROM association WHERE source IN (SELECT value FROM json_each(?))
         UNION SELECT association_key FROM association WHERE target IN (SELECT value FROM json_each(?)))
       AND a.status = ? AND NOT EXISTS (SELECT 1 FROM submission_set AS s WHERE s.id = a.source)
     ORDER BY a.association_key`,
  ).all(list, list, APPROVED) as Omit<Tie, 'ends'>[];
  return rows.map((row) => ({ ...row, ends: [endOf(sql, row.source), endOf(sql, row.target)] }));
}

/** @throws Error when the store holds an association to an object that it does not hold. */
function endOf(sql: Sql, id: string): TieEnd {
  const row = sql(
    `SELECT patient_key AS patientKey, status FROM document_entry WHERE entry_uuid = ?
     UNION ALL SELECT patient_key AS patientKey, status FROM folder WHERE id = ?`,
  ).get(id, id) as { patientKey: number; status: string } | undefined;
  if (row === undefined) throw new Error(`${id} is at the end of an association and is no entry nor folder`);
  return { id, patientKey: row.patientKey, approved: row.status === APPROVED };
}
