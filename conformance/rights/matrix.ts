import type { RoleCode } from './situation.ts';

/**
 * The habilitation matrix as the Cnam published it on 2025-09-17: groups that may read, and the types that they share. Typed
 * from the fact sheet by sets of groups and not by types, so that it has no line in common with the server's own table. The
 * row of the variable DICOM procedure code names no code, hence no type.
 */
const MATRIX_2025_09 = `
1-10: DOCPAT03 11505-5 75482-0 34112-3 96173-0
1-8,13: DOCPAT05
1-10,13: DOCPAT06 70004-7 75492-9 60568-3 15507-7 11506-3 DOCPAT01 SYNTH 34133-9
1,5: 89233-1
1-7: 15508-5 51969-4
1-7,9-10,13: 67851-6 34749-2
1-7,9-10: 77436-4
1: 34875-5 34120-6 75496-0 28653-4 96349-6 59283-2 29274-8 78341-5 60280-5 57057-2 57075-4 89235-6 78489-2 57055-6
1: PRESC-AAT 80771-9 83869-8 89601-9 101881-1 59284-0
1-11: BIL_AUTO 34874-8
1-12: 47420-5
1-10,12-13: 78513-9
1-11,13: 34794-8 85208-7 DOCPAT04 18748-4 IMG-KOS REMB
1-8: 11502-2 93024-8 78601-2 80565-5
1,4: 28617-9
1-10,13-14,18: 11488-4 60591-5
1-10,14: 11490-0
1-3,6-10,14-19: 83981-1 88348-8
1-10,13-14: DOCPAT08 PROT_ALD
1-7,14: 18761-7
1-3,6-10,14-15,18-19: 74207-2
1,6-10,14,17,19: 34842-5
1-6: 80820-4 56445-0
1,18: 68599-0 83901-9
1,4,14,18: 68817-6
1-13: 83836-7 61357-0
1-9,13: 52040-3 DISP_AUT 60593-1
1-14,18: DOCPAT02 57832-8 75468-9
1-13,18: 57828-6
1-9,13,18: 57833-6
1-9,13-14: 55115-0
1-8,14,18: PRESC-BIO PRESC-KINE PRESC-INF PRESC-PEDI
1-9,14,18: PRESC-ORTHOPHO
1-12,14,18: PRESC-ORTHOPTIE
1-10,13-14,18-19: 18776-5
1-3,5-10,14-19: 80788-3
1-8,14: 77604-7
1-9: DOCPAT07 CERT_DECL 11369-6 96874-3 87273-9
1,6,14: EXPPAT_3
1-14: EXPPAT_2 EXPPAT_1
1-3,5-6: 74465-6
1-12,14-19: DOCPAT09
1-5,7-8,14,17-19: ATTEST-DROITS-AM
1-5,7-8,14-15,17-19: ATTEST-ASS-COMPL
1,14-15,19: ATTEST-RESID
1,6-10,14-15,19: ATTEST-HEBGT
1,14-19: 86531-1
1-3,14,17-19: AUTORIS-SOINS
`;

/** The extract of July 2022: seven types, five columns; every other cell is denied. */
const MATRIX_2022_07 = `
1,6-10: 74207-2 88348-8
1-2,4,6: 56445-0
4: 83836-7
1: 68599-0 83901-9 68817-6
`;

const LOINC = '2.16.840.1.113883.6.1';
const TRE_A05 = '1.2.250.1.213.1.1.4.12';
/** Types of JDV_J07 that no version of the matrix has, with their code systems: the third state of a cell. */
export const ABSENT_TYPES: readonly RoleCode[] = [
  ...['PIECE-IDENTITE', 'FEUILLE-DE-STYLE', 'FICHE-CONTACTS', 'EXPORT_DUI'].map((code) => ({
    code,
    system: TRE_A05,
  })),
  ...['51851-4', '56446-8'].map((code) => ({ code, system: LOINC })),
  { code: 'E1762', system: 'ASTM' },
];

export type MatrixVersion = '2025-09' | '2022-07';

/** Groups by type of one version. */
const GROUPS: Readonly<Record<MatrixVersion, ReadonlyMap<string, ReadonlySet<number>>>> = {
  '2025-09': parse(MATRIX_2025_09),
  '2022-07': parse(MATRIX_2022_07),
};

function parse(lines: string): ReadonlyMap<string, ReadonlySet<number>> {
  const groups = new Map<string, ReadonlySet<number>>();
  for (const line of lines.trim().split('\n')) {
    const [ranges = '', types = ''] = line.split(': ');
    const members = new Set<number>();
    for (const range of ranges.split(',')) {
      const [from = '', to = from] = range.split('-');
      for (let group = Number(from); group <= Number(to); group++) members.add(group);
    }
    for (const type of types.split(' ')) groups.set(type, members);
  }
  return groups;
}

/** Every type of the matrix with its code system: a LOINC code is digits and a check digit, all others are of TRE_A05. */
export const MATRIX_TYPES: readonly RoleCode[] = [...GROUPS['2025-09'].keys()].map((code) => ({
  code,
  system: /^\d+-\d$/.test(code) ? LOINC : TRE_A05,
}));

/** Whether a group may read a type. A type in neither table, or of another code system, nobody may. */
export function mayRead(version: MatrixVersion, group: number, type: RoleCode): boolean {
  const known = MATRIX_TYPES.some(({ code, system }) => code === type.code && system === type.system);
  return known && GROUPS[version].get(type.code)?.has(group) === true;
}
