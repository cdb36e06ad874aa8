import { mayRead } from './matrix.ts';
import { isOfHealth, type Standing, standingOf } from './professions.ts';
import type { Asked, Paper, Situation } from './situation.ts';
import { type Column, cellOf, type Table } from './transactions.ts';

/** From where a caller is judged: its column of a table of rights and its group of the matrix. */
export interface Standpoint {
  readonly table: Table;
  /** None where the table has no column for such a caller in such a mode. */
  readonly column: Column | undefined;
  /** The column that it would have in bris de glace. */
  readonly emergencyColumn: Column | undefined;
  readonly group: number | undefined;
  /** `none`: a structure, staff or a patient, who come without one. */
  readonly profession: 'valid' | 'invalid' | 'none';
  readonly authorised: boolean;
}

type Family = 'PS' | 'MD' | 'MT' | 'MDT' | 'CPE' | 'ES' | 'none';

/** By family and mode; whatever is not written has no column. */
const COLUMN: Readonly<Record<string, Column>> = {
  'PS normal': 'PS',
  'PS centre_15': 'PS15',
  'PS bris_de_glace': 'PSBG',
  'MD normal': 'MD',
  'MD centre_15': 'MD15',
  'MD bris_de_glace': 'MDBG',
  // In régulation the tables know no médecin traitant: there he is a doctor.
  'MT normal': 'MT',
  'MT centre_15': 'MD15',
  'MT bris_de_glace': 'MTBG',
  'MDT normal': 'MDT',
  'CPE normal': 'CPE',
  'ES normal': 'ES',
  'ES centre_15': 'ES15',
};

export function standpointOf(situation: Situation): Standpoint {
  const { caller, ask, authorised, operator } = situation;
  const { credential, roles, id, structure, purpose } = caller;
  const comesAlone = ['structure', 'staff-card', 'patient', 'incoherent'].includes(credential);
  const standing = comesAlone ? undefined : standingOf(roles);
  // Ruling 2: with a token the structure deposits that the token is bound to.
  const deposits = credential === 'token' && ask === 'TD2';
  const table: Table = !deposits && (credential === 'vouched' || credential === 'token') ? '606' : '526';
  const group =
    typeof standing === 'number' && (standing < 14 || operator.socialRoles) ? standing : undefined;
  const isTraitant =
    authorised?.kind === 'professional' && authorised.holder === id && authorised.medecinTraitant;
  const family = deposits ? 'ES' : familyOf(situation, standing, group, isTraitant);
  const invalid = (standing === 'unknown' || standing === 'incomplete') && !deposits;
  return {
    table,
    column: COLUMN[`${family} ${purpose}`],
    emergencyColumn: COLUMN[`${family} bris_de_glace`],
    group,
    profession: comesAlone || deposits ? 'none' : invalid ? 'invalid' : 'valid',
    authorised:
      authorised !== undefined &&
      // Facts 2.1: the list holds professionals, and structures for staff and for whoever is not a professional of health.
      ((authorised.kind === 'professional' && authorised.holder === id) ||
        (authorised.kind === 'structure' &&
          authorised.holder === structure &&
          (family === 'CPE' || (group ?? 0) >= 14))),
  };
}

function familyOf(
  { caller: { credential, roles } }: Situation,
  standing: Standing | undefined,
  group: number | undefined,
  isTraitant: boolean,
): Family {
  if (credential === 'structure') return 'ES';
  if (credential === 'staff-card') return 'CPE';
  if (standing === 'médecin du travail') return 'MDT';
  if (group === 1) return isTraitant ? 'MT' : 'MD';
  if (group !== undefined) return 'PS';
  // Groups 14 to 19 while they are switched off.
  if (typeof standing === 'number') return 'CPE';
  if (standing === 'no column') return isOfHealth(roles[0]) ? 'PS' : 'CPE';
  return 'none';
}

/** Whether documents are searched or read. */
export function isConsultation(ask: Asked): boolean {
  return ask === 'TD3.1' || ask === 'TD3.2' || ask === 'vaccinations';
}

/**
 * Ruling 7: the structure is on the list. A card proves its holder alone, so that the structure which its holder names
 * counts only together with an entry of the holder.
 */
export function isRegulator({ caller: { credential, id, structure }, operator }: Situation): boolean {
  const byCard = credential === 'card' || credential === 'staff-card';
  return (
    structure !== undefined &&
    operator.regulation.includes(structure) &&
    (!byCard || operator.regulation.includes(id))
  );
}

/** Whether what is asked is given to a caller for the structure that it acts for. */
export function actsForStructure(ask: Asked, { table, column }: Standpoint): boolean {
  if (ask === 'TD3.3') return isOfStructure(column);
  const row = ask === 'TD2' ? (column === 'CPE' ? 'TD2.2' : 'TD2.1') : ask;
  return isOfStructure(column) && ['s', 'n'].includes(cellOf(table, row, column));
}

/** Staff, and the certificate of a structure. */
function isOfStructure(column: Column | undefined): boolean {
  return column === 'CPE' || column === 'ES' || column === 'ES15';
}

/** Own is what one is an author of or deposited (S4), and for those who act for a structure what is of the structure. */
export function isOwn(situation: Situation, standpoint: Standpoint, paper: Paper): boolean {
  return (
    isAuthor(situation, standpoint, paper) ||
    (!isOfStructure(standpoint.column) && paper.depositor === situation.caller.id)
  );
}

/** `own` and `struct` of the tables: an author, or the structure of one. */
export function isAuthor({ caller }: Situation, { column }: Standpoint, paper: Paper): boolean {
  if (isOfStructure(column))
    return caller.structure !== undefined && paper.institutions.includes(caller.structure);
  return paper.authors.includes(caller.id);
}

/** Whether the matrix of the operator's version lets the caller read the type. */
export function isOfType({ operator }: Situation, { group }: Standpoint, paper: Paper): boolean {
  return group !== undefined && mayRead(operator.matrix, group, paper.type);
}
