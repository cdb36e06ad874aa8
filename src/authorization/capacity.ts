import type { Right } from '../model/right.ts';
import type { Subject } from '../model/subject.ts';
import { groupOf, type Standing } from './group-of.ts';
import type { Policy } from './policy.ts';
import type { Column } from './rights-table.ts';

/** As what a caller acts: a column of one of the tables, and for a professional its place in the matrix. */
export interface Capacity extends Pick<Standing, 'group' | 'without' | 'social'> {
  readonly table: '526' | '606';
  /** Undefined: no column, so no right. */
  readonly column?: Column;
}

/**
 * The capacity in which a professional, a staff member or a structure acts for one right (ruling 2).
 * - INDIRECTE has only the column of the structure's certificate, whoever the assertion names;
 * - a deposit with a Pro Santé Connect token is the act of the structure whose certificate the token is bound to;
 * - INDIRECTE_RENFORCEE and other uses of a token go by table 606, which knows neither structures nor médecins du travail.
 * @param medecinTraitant whether the record names the caller its médecin traitant; it counts only for a médecin.
 */
export function capacityOf(
  right: Right,
  subject: Subject,
  medecinTraitant: boolean,
  policy: Policy,
  at: string,
): Capacity {
  const token = subject.mode === 'PRO_SANTE_CONNECT';
  if (token && right === 'document.deposit') return { table: '526', column: 'structure', social: false };
  const table = token || subject.mode === 'INDIRECTE_RENFORCEE' ? '606' : '526';
  if (subject.kind === 'structure' || subject.mode === 'INDIRECTE')
    return { table, column: 'structure', social: false };
  if (subject.kind === 'staff') return { table, column: 'nonPs', social: false };
  const { column, ...standing } = groupOf(subject.roles, policy.professions, at, policy.socialRoles);
  if (column === undefined) return { table, ...standing };
  // No table has a column of the médecin traitant in regulation: there he is a médecin like others.
  const named = medecinTraitant && column === 'medecin' && subject.purpose !== 'centre_15';
  return { table, column: named ? 'medecinTraitant' : column, ...standing };
}
