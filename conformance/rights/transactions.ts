import type { Asked, Operation } from './situation.ts';

/** The columns of PDT-INF-526 v1.8: 15 is régulation, BG bris de glace, ES the certificate of a structure. */
const COLUMNS_526 = [
  'PS',
  'PS15',
  'PSBG',
  'MD',
  'MD15',
  'MDBG',
  'MDT',
  'MT',
  'MTBG',
  'CPE',
  'ES',
  'ES15',
] as const;
/** Those of PDT-INF-606 v1.3: the last is the professional who is not of health. */
const COLUMNS_606 = ['PS', 'PS15', 'PSBG', 'MD', 'MD15', 'MDBG', 'MT', 'MTBG', 'CPE'] as const;

export type Column = (typeof COLUMNS_526)[number];
export type Table = '526' | '606';
/** y yes, - no, o own documents, p what the patient lets be read in that mode, s of or to the structure, n new ones by date. */
export type Cell = 'y' | '-' | 'o' | 'p' | 's' | 'n';

/** Rows that several asked things share bear the name of the document kind or operation. */
type RowName = Asked | Operation | 'masked' | 'TD2.1' | 'TD2.2';

//                          PS PS15 PSBG MD MD15 MDBG MDT MT MTBG CPE ES ES15
const TABLE_526 = `
TD0.2             y y y y y y y y y y y y
TD0.3 add         y - - y - - - y - s - -
TD0.3 remove      y - - y - - - y - - - -
TD0.4             y y y y y y y y y s n -
TD0.5             - y - - y - - - - - - y
TD0.9             y y y y y y y y y y - -
TD1.3a            y y y y y y y y y y y y
TD1.6             y - - y - - y y - - - -
TD2.1             y y y y y y y y y - s s
TD2.2             - - - - - - - - - s - -
TD3.1             y y y y y y y y y - - -
TD3.1 reference   y y y y y y y y y s s s
TD3.2             y y y y y y - y y - - -
masked            o p p o p p - y p - - -
mask              y - - y - - y y - - - -
unmask            o - - o - - o y - - - -
show              y - - y - - y y - - - -
archive           o - - o y y o y y - - -
delete            o o o o o o o o o s s s
`;

//                          PS PS15 PSBG MD MD15 MDBG MT MTBG CPE
const TABLE_606 = `
TD0.2             y y y y y y y y y
TD0.3 add         y - - y - - y - s
TD0.3 remove      y - - y - - y - -
TD0.4             y y y y y y y y s
TD0.5             - y - - y - - - -
TD0.10            y y y y y y y y y
TD1.3a            y y y y y y y y y
TD1.6             y - - y - - y - -
TD2.1             - - - - - - - - -
TD2.2             - - - - - - - - -
TD3.1             y y y y y y y y -
TD3.1 reference   y y y y y y y y s
TD3.2             y y y y y y y y -
masked            o p p o p p y p -
mask              y - - y - - y - -
unmask            o - - o - - y - -
show              y - - y - - y - -
archive           o - - y y y y y -
delete            o o o o o o o o s
`;

const CELLS: Readonly<Record<Table, ReadonlyMap<string, Cell>>> = {
  '526': parse(TABLE_526, COLUMNS_526),
  '606': parse(TABLE_606, COLUMNS_606),
};

function parse(rows: string, columns: readonly Column[]): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const row of rows.trim().split('\n')) {
    const [name = '', values = ''] = [row.slice(0, 18).trim(), row.slice(18)];
    values.split(' ').forEach((cell, index) => {
      cells.set(`${name}/${columns[index]}`, cell as Cell);
    });
  }
  return cells;
}

/** The cell of a table; a row or a column that it does not have is a no. */
export function cellOf(table: Table, row: RowName, column: Column | undefined): Cell {
  return column === undefined ? '-' : (CELLS[table].get(`${row}/${column}`) ?? '-');
}
