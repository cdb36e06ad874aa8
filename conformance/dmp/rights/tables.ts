/**
 * The tables of functional rights of the DMP, written down by hand from the facts (PDT-INF-526 v1.8 of 2024-09-25, PDT-INF-606
 * v1.3 of 2025-07-08) and not from the files that the server reads: an error in those shows as a difference.
 *
 * Who acts, a letter for the mode behind: n normal, r régulation, b bris de glace.
 * y yes, - no, o own documents, p what the patient lets be read in that mode, s of or for the structure, l own documents of the
 * structure, for deletion, d new authorisations by date.
 */
export const COLUMNS = {
  '526': [
    'nonMedecin.n',
    'nonMedecin.r',
    'nonMedecin.b',
    'medecin.n',
    'medecin.r',
    'medecin.b',
    'medecinDuTravail.n',
    'medecinTraitant.n',
    'medecinTraitant.b',
    'nonPs.n',
    'structure.n',
    'structure.r',
  ],
  '606': [
    'nonMedecin.n',
    'nonMedecin.r',
    'nonMedecin.b',
    'medecin.n',
    'medecin.r',
    'medecin.b',
    'medecinTraitant.n',
    'medecinTraitant.b',
    'nonPs.n',
  ],
} as const;

export type TableName = keyof typeof COLUMNS;
export type Column = (typeof COLUMNS)[TableName][number];

//                       PS médecin travail MT CPE ES
const TABLE_526 = `
TD0.2                    yyy yyy y yy y yy
TD0.3 declare            y-- y-- - y- s --
TD0.3 withdraw           y-- y-- - y- - --
TD0.3 withdraw MT        --- --- - y- - --
TD0.4                    yyy yyy y yy s d-
TD0.5                    -y- -y- - -- - -y
TD0.9                    yyy yyy y yy y --
TD1.3a                   yyy yyy y yy y yy
TD1.6                    y-- y-- y y- - --
TD2.1                    yyy yyy y yy - ss
TD2.2                    --- --- - -- s --
TD3.1 metadata           yyy yyy y yy - --
TD3.1 reference          yyy yyy y yy l ll
TD3.2                    yyy yyy - yy - --
TD3.2 masked             opp opp - yp - --
TD3.2 invisible          yyy yyy - yy - --
TD3.2 archived           yyy yyy - yy - --
TD3.2 deprecated         yyy yyy - yy - --
TD3.2 deleted            yyy yyy - yy - --
TD3.3a mask              y-- y-- y y- - --
TD3.3a unmask            o-- o-- o y- - --
TD3.3b                   y-- y-- y y- - --
TD3.3d                   o-- oyy o yy - --
TD3.3c                   ooo ooo o oo s ss
`;

//                       PS médecin MT CPE
const TABLE_606 = `
TD0.2                    yyy yyy yy y
TD0.3 declare            y-- y-- y- s
TD0.3 withdraw           y-- y-- y- -
TD0.4                    yyy yyy yy s
TD0.5                    -y- -y- -- -
TD0.10                   yyy yyy yy y
TD1.3a                   yyy yyy yy y
TD1.6                    y-- y-- y- -
TD2.1                    --- --- -- -
TD2.2                    --- --- -- -
TD3.1 metadata           yyy yyy yy -
TD3.1 reference          yyy yyy yy l
TD3.2                    yyy yyy yy -
TD3.2 masked             opp opp yp -
TD3.2 invisible          yyy yyy yy -
TD3.2 archived           yyy yyy yy -
TD3.2 deprecated         yyy yyy yy -
TD3.2 deleted            yyy yyy yy -
TD3.3a mask              y-- y-- y- -
TD3.3a unmask            o-- o-- y- -
TD3.3b                   y-- y-- y- -
TD3.3d                   o-- yyy yy -
TD3.3c                   ooo ooo oo s
`;

/** What a cell says, or what was seen of it. */
export type Mark = 'y' | '-' | 'o' | 'p' | 's' | 'l' | 'd';

export interface Cell {
  readonly table: TableName;
  readonly row: string;
  readonly column: Column;
  readonly says: Mark;
}

/** Every cell of a table, row after row. */
export function cellsOf(table: TableName): readonly Cell[] {
  const lines = (table === '526' ? TABLE_526 : TABLE_606).trim().split('\n');
  return lines.flatMap((line) => {
    const row = line.slice(0, 25).trim();
    const marks = [...line.slice(25).replaceAll(' ', '')] as Mark[];
    if (marks.length !== COLUMNS[table].length) throw new Error(`${table} ${row}: ${marks.length} cells`);
    return COLUMNS[table].map((column, at) => ({ table, row, column, says: marks[at]! }));
  });
}

/** What the project has ruled otherwise than a cell says, and why (design 5). */
export interface Ruling {
  readonly rows: readonly string[];
  readonly columns: (column: Column) => boolean;
  readonly instead: Mark;
  readonly why: string;
}

export const RULINGS: readonly Ruling[] = [
  {
    rows: ['TD3.1 metadata'],
    columns: (column) => column === 'medecinDuTravail.n',
    instead: '-',
    why: 'ruling 3: an occupational physician has no group of the matrix, so that a search finds nothing',
  },
  {
    rows: ['TD3.1 reference'],
    columns: (column) => column === 'medecinDuTravail.n',
    instead: 'o',
    why: 'ruling 3: it manages its own deposits, and finds no other',
  },
  {
    rows: ['TD1.6'],
    columns: (column) => column === 'medecinDuTravail.n',
    instead: '-',
    why: 'ruling 1: the authorisation of the record is demanded, and no occupational physician holds one (TD0.3)',
  },
  {
    rows: ['TD3.3a mask', 'TD3.3b'],
    columns: (column) => column === 'medecinDuTravail.n',
    instead: 'o',
    why: 'ruling 3: it manages its own deposits, and finds no other',
  },
  {
    rows: ['TD3.2 deleted'],
    columns: () => true,
    instead: '-',
    why: 'decision 0010: what is deleted is hidden from everybody',
  },
];

/** What has to be seen of a cell: what it says, or what has been ruled instead. */
export function expected({ row, column, says }: Cell): Mark {
  const ruling = RULINGS.find(({ rows, columns }) => rows.includes(row) && columns(column));
  return ruling?.instead ?? says;
}
