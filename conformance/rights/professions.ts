import type { RoleCode } from './situation.ts';

const G15 = '1.2.250.1.71.1.2.7';
const G16 = '1.2.250.1.71.1.2.8';
const R01 = '1.2.250.1.71.4.2.5';
const R06 = '1.2.250.1.71.4.2.6';
const R21 = '1.2.250.1.213.1.6.1.17';
const R22 = '1.2.250.1.213.1.6.1.19';
const R94 = '1.2.250.1.213.1.6.1.4';
const R95 = '1.2.250.1.213.1.6.1.109';
const R291 = '1.2.250.1.213.1.6.1.140';
const A00 = '1.2.250.1.213.1.1.4.6';

/** What a profession makes of its holder: a group of the matrix, or one of the ways to have none. */
export type Standing = number | 'médecin du travail' | 'no column' | 'incomplete' | 'unknown';

/** Any of `first` as the profession, and, where `second` stands, any of it among the other roles. */
interface Row {
  readonly first?: readonly [readonly string[], string];
  readonly second?: readonly [readonly string[] | 'any', string];
  readonly standing: Standing;
}

const DOCTOR = [['10'], G15] as const;
const INTERN = [['10'], G16] as const;
const BIOLOGY = ['G', 'EG'];
const DISPENSARY = ['A', 'D', 'DA', 'DM', 'E', 'EA', 'ED', 'H', 'EH', 'M'];
const INDUSTRY = ['B', 'C', 'EB', 'EC'];

/** One after another; the first that fits says it (facts of rights, 1.2). */
const ROWS: readonly Row[] = [
  // The speciality and the function, for want of knowing which of the two the DMP reads.
  ...[DOCTOR, INTERN].flatMap((first) => [
    { first, second: [['SM25'], R01] as const, standing: 'médecin du travail' as const },
    { first, second: [['FON-29'], R21] as const, standing: 'médecin du travail' as const },
  ]),
  { first: DOCTOR, second: ['any', R01], standing: 1 },
  { first: DOCTOR, standing: 'incomplete' },
  { first: INTERN, standing: 1 },
  { first: [['21'], G15], second: [INDUSTRY, R06], standing: 'no column' },
  ...[G15, G16].flatMap((system): Row[] => [
    { first: [['21'], system], second: [BIOLOGY, R06], standing: 2 },
    { first: [['21'], system], second: [DISPENSARY, R06], standing: 3 },
    { first: [['21'], system], standing: 'incomplete' },
    { first: [['40'], system], standing: 4 },
    { first: [['50'], system], standing: 5 },
  ]),
  { first: [['60', '69'], G15], standing: 6 },
  { first: [['70'], G15], standing: 7 },
  { first: [['80'], G15], standing: 8 },
  { first: [['91'], G15], standing: 9 },
  { first: [['92', '94', '95', '96'], G15], standing: 10 },
  { first: [['26', '81', '82', '83', '84', '85'], G15], standing: 11 },
  { first: [['28'], G15], standing: 12 },
  { first: [['98'], G15], standing: 13 },
];

/** Professions that are known and have no column of their own: a declared kind of activity may lead to one. */
const WITHOUT_COLUMN: readonly (readonly [readonly string[], string])[] = [
  [['31', '32', '35', '36', '37', '86'], G15],
  [['71', '72', '73', '93', '97'], R95],
  [['51', '41'], R94],
  [['99'], R291],
  [['ALIM_AM', 'DISPOSITIF', 'EXP_PATIENT', 'SECRETARIAT_MEDICAL', 'AUTOMATE'], A00],
];

const ACTIVITY: Readonly<Record<string, number>> = {
  GENR08: 14,
  GENR09: 16,
  GENR10: 17,
  GENR11: 18,
  GENR12: 19,
};

/** Where the roles of a caller lead. */
export function standingOf([first, ...others]: readonly RoleCode[]): Standing {
  if (first === undefined) return 'unknown';
  const own = ROWS.find((row) => fits(row, first, others))?.standing;
  const without = WITHOUT_COLUMN.some(
    ([codes, system]) => system === first.system && codes.includes(first.code),
  );
  if (own === 'médecin du travail') return own;
  if (own === undefined && !without) return 'unknown';
  // The declared kind of activity goes first, whatever the profession ("incl. sanitaire").
  const kind = others.find(({ code, system }) => system === R22 && code in ACTIVITY);
  if (kind !== undefined) return ACTIVITY[kind.code] ?? 'no column';
  if (own !== undefined) return own;
  return first.system === R94 && first.code === '41' ? 15 : 'no column';
}

function fits({ first, second }: Row, role: RoleCode, others: readonly RoleCode[]): boolean {
  if (first === undefined || first[1] !== role.system || !first[0].includes(role.code)) return false;
  if (second === undefined) return true;
  const [codes, system] = second;
  return others.some((other) => other.system === system && (codes === 'any' || codes.includes(other.code)));
}

/** Professions that are not of health: their rights are those of staff who work for a structure (PDT-INF-526, CPE). */
export function isOfHealth(profession: RoleCode | undefined): boolean {
  return profession !== undefined && [G15, G16, R95].includes(profession.system);
}
