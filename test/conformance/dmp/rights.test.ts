import { expect } from 'chai';
import { SETTINGS } from '../../../conformance/dmp/rights/actors.ts';
import { judge, nameOf, QUESTIONS } from '../../../conformance/dmp/rights/cells.ts';
import { type Cell, cellsOf, expected, RULINGS } from '../../../conformance/dmp/rights/tables.ts';
import { startOwnWorld } from '../../../conformance/dmp/worlds/own-world.ts';
import type { World } from '../../../conformance/dmp/worlds/world.ts';
import { type Column, readRightsTable } from '../../../src/authorization/rights-table.ts';
import type { PurposeOfUse } from '../../../src/model/subject.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';

const PURPOSES: Readonly<Record<string, PurposeOfUse>> = { n: 'normal', r: 'centre_15', b: 'bris_de_glace' };
/** What the cells of the server's own files say, in the marks of the tables. */
const MARKS: Readonly<Record<string, string>> = {
  yes: 'y',
  no: '-',
  own: 'o',
  'patient-ok': 'p',
  structure: 's',
  'to-structure': 's',
  'same-structure': 's',
  'deletion-only': 'l',
  'new-by-date': 'd',
};
const ROWS: Readonly<Record<string, string>> = { 'TD0.3 withdraw MT': 'TD0.3 withdraw medecin traitant' };

describe('given the tables of functional rights, written down a second time from the facts', () => {
  const { folder } = loadAffinityDomain('dmp');

  for (const table of ['526', '606'] as const) {
    it(`then the file of ${table} says the same in every cell, TD0.9 and TD0.10 too`, () => {
      const file = readRightsTable(folder, table);
      const differing = cellsOf(table).filter(({ row, column, says }) => {
        const [who = '', mode = ''] = column.split('.');
        return MARKS[file.cell(ROWS[row] ?? row, who as Column, PURPOSES[mode]!)] !== says;
      });
      expect(differing).to.deep.equal([]);
    });
  }

  it('then there are as many as the documents have, and no cell twice', () => {
    const cells = [...cellsOf('526'), ...cellsOf('606')];
    expect(cells).to.have.lengthOf(24 * 12 + 23 * 9);
    const names = cells.map(({ table, row, column }) => `${table} ${row} ${column}`);
    expect(new Set(names).size).to.equal(cells.length);
    expect(QUESTIONS.filter(({ face }) => face === 'SOAP')).to.have.lengthOf(23 * 12 + 22 * 9);
  });

  it('then every ruling changes a cell', () => {
    const cells: readonly Cell[] = cellsOf('526');
    for (const { rows, columns } of RULINGS) {
      const ruled = cells.filter(({ row, column }) => rows.includes(row) && columns(column));
      expect(ruled.filter((cell) => expected(cell) !== cell.says)).not.to.deep.equal([]);
    }
  });
});

/** One question in eleven: another column in each row. All of them by command. */
const SAMPLE = QUESTIONS.filter((_question, at) => at % 11 === 0);

describe('given the cells of the tables of rights, and a server of ours', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await startOwnWorld(SETTINGS);
  });
  after(() => world.close());

  it('then the sample has every row, both faces and most columns', () => {
    const rows = new Set(QUESTIONS.map(({ row }) => row));
    expect(new Set(SAMPLE.map(({ row }) => row)).size).to.equal(rows.size);
    expect(new Set(SAMPLE.map(({ face }) => face)).size).to.equal(2);
    expect(new Set(SAMPLE.map(({ column }) => column)).size).to.be.greaterThan(9);
  });

  for (const question of SAMPLE) {
    it(`then ${nameOf(question)} is as it says`, async () => {
      expect(await judge(world, question)).to.equal(undefined);
    });
  }

  it('then a cell that said otherwise would be found out', async () => {
    const cell = QUESTIONS.find(({ row, column }) => row === 'TD3.2' && column === 'medecin.n')!;
    expect(await judge(world, { ...cell, says: '-' })).to.equal("'y', not '-'");
  });
});
