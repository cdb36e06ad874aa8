import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readMatrices, readMatrix } from '../../src/authorization/matrix.ts';
import { ConfigError } from '../../src/config.ts';
import { domainFolder, profilePath } from '../../src/terminology/profiles.ts';
import { temporaryFolder } from '../store/sample.ts';
import { separatedRows, sharedText } from '../support/shared-data.ts';
import { ask } from './asking.ts';
import { authorised, professional, ROLES } from './people.ts';

const LOINC = '2.16.840.1.113883.6.1';
const A05 = '1.2.250.1.213.1.1.4.12';
const groups = Array.from({ length: 19 }, (_, at) => at + 1);
const current = readMatrix(domainFolder('dmp'), '2025-09');
const former = readMatrix(domainFolder('dmp'), '2022-07');

describe('given the habilitation matrix of September 2025', () => {
  it('then each group has as many types as was published, the variable imaging procedure counted', () => {
    const file = JSON.parse(readFileSync(profilePath('dmp', 'habilitation', 'matrix-2025-09.json'), 'utf8'));
    expect(file.imagingProcedure.groups).to.equal('1-9,13');
    const imaging = [1, 2, 3, 4, 5, 6, 7, 8, 9, 13];
    const counts = groups.map((group) => current.typesOf(group).length + (imaging.includes(group) ? 1 : 0));
    expect(counts).to.deep.equal([108, 78, 78, 74, 75, 78, 76, 70, 61, 49, 19, 12, 38, 34, 9, 5, 9, 26, 13]);
    expect(new Set(groups.flatMap((group) => current.typesOf(group)))).to.have.lengthOf(107);
  });

  it('then every cell is that of the published table', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-habilitation.csv'), ',');
    expect(rows).to.have.lengthOf(108);
    let cells = 0;
    for (const row of rows.filter(({ typeCode }) => typeCode !== '*PROCEDURE_DICOM*')) {
      for (const group of groups) {
        const column = Object.keys(row).find((name) =>
          name.startsWith(`g${String(group).padStart(2, '0')}_`),
        );
        const allowed = current.typesOf(group).includes(`${row.codeSystem}|${row.typeCode}`);
        expect(allowed, `${row.typeCode} group ${group}`).to.equal(row[column ?? ''] === 'yes');
        cells += 1;
      }
    }
    expect(cells).to.equal(107 * 19);
  });

  it('then types that the published table leaves out are denied to every group', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-habilitation-default-deny.csv'), ',');
    expect(rows).to.have.lengthOf(7);
    for (const { typeCode, codeSystem } of rows) {
      for (const group of groups) expect(current.typesOf(group)).not.to.include(`${codeSystem}|${typeCode}`);
    }
  });

  for (const [type, group, allowed] of [
    [`${LOINC}|87273-9`, 1, true],
    [`${LOINC}|87273-9`, 6, true],
    [`${LOINC}|87273-9`, 7, true],
    [`${LOINC}|87273-9`, 10, false],
    [`${LOINC}|87273-9`, 17, false],
    [`${LOINC}|74207-2`, 2, true],
    [`${LOINC}|83836-7`, 1, true],
    [`${LOINC}|68599-0`, 4, false],
    [`${LOINC}|68599-0`, 18, true],
    [`${LOINC}|89233-1`, 5, true],
    [`${LOINC}|89233-1`, 6, false],
    [`${LOINC}|28617-9`, 4, true],
    [`${LOINC}|28617-9`, 2, false],
    [`${A05}|BIL_AUTO`, 11, true],
    [`${A05}|BIL_AUTO`, 12, false],
    [`${A05}|EXPORT_DUI`, 1, false],
    ['ASTM|E1762', 1, false],
  ] as const) {
    it(`then ${type} is ${allowed ? 'allowed' : 'denied'} to group ${group}`, () => {
      expect(current.typesOf(group).includes(type)).to.equal(allowed);
    });
  }

  it('then a number that is no group has nothing', () => {
    expect(current.typesOf(0)).to.deep.equal([]);
    expect(current.typesOf(20)).to.deep.equal([]);
  });
});

describe('given the extract of July 2022', () => {
  const columns: readonly (readonly [RegExp, readonly number[]])[] = [
    [/^medecin_10/, [1]],
    [/^pharmacien_biologiste/, [2]],
    [/^chirurgien_dentiste/, [4]],
    [/^infirmier/, [6]],
    [/^autres_paramedicaux/, [7, 8, 9, 10]],
  ];

  it('then every cell that it states is held, and every other is denied', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-habilitation-seed-2022-07.csv'), ',');
    expect(rows).to.have.lengthOf(7);
    const stated = new Set<string>();
    for (const row of rows) {
      for (const [pattern, of] of columns) {
        const column = Object.keys(row).find((name) => pattern.test(name));
        for (const group of of)
          if (row[column ?? ''] === 'yes') stated.add(`${group} ${row.codeSystem}|${row.typeCode}`);
      }
    }
    const held = groups.flatMap((group) => former.typesOf(group).map((type) => `${group} ${type}`));
    expect(new Set(held)).to.deep.equal(stated);
  });

  for (const [type, groupsOf] of [
    ['74207-2', [1, 6, 7, 8, 9, 10]],
    ['56445-0', [1, 2, 4, 6]],
    ['83836-7', [4]],
    ['88348-8', [1, 6, 7, 8, 9, 10]],
    ['68599-0', [1]],
    ['83901-9', [1]],
    ['68817-6', [1]],
    ['87273-9', []],
  ] as const) {
    it(`then ${type} is read by ${groupsOf.join(', ') || 'nobody'}`, () => {
      const readers = groups.filter((group) => former.typesOf(group).includes(`${LOINC}|${type}`));
      expect(readers).to.deep.equal(groupsOf);
    });
  }
});

describe('given a version of the matrix that does not exist', () => {
  it('then reading it stops with the name of the setting and the versions that there are', () => {
    expect(() => readMatrix(domainFolder('dmp'), '1999-01')).to.throw(
      ConfigError,
      /^CARNET_MATRIX 1999-01: .*\(there is: 2022-07, 2025-09\)$/,
    );
  });

  it('then a domain without a matrix says that it has none', () => {
    expect(() => readMatrix(domainFolder('ihe'), '2025-09')).to.throw(ConfigError, 'there is: none');
  });
});

describe('given the matrices of a domain by the day', () => {
  const { at, matrices } = readMatrices(domainFolder('dmp'), undefined);
  const NOTE = `${LOINC}|87273-9`;

  it('then each says from which day it applies, the day it was published', () => {
    expect(matrices.map(({ version, effectiveFrom }) => [version, effectiveFrom])).to.deep.equal([
      ['2022-07', '2022-07-01'],
      ['2025-09', '2025-09-17'],
    ]);
  });

  for (const [instant, version] of [
    ['2022-06-30T21:59:59.999Z', 'none'],
    ['2022-06-30T22:00:00.000Z', '2022-07'],
    ['2025-09-16T21:59:59.999Z', '2022-07'],
    ['2025-09-16T22:00:00.000Z', '2025-09'],
    ['2026-11-22T10:00:00.000Z', '2025-09'],
  ] as const) {
    it(`then ${instant} is a time of ${version}`, () => {
      expect(at(instant).version).to.equal(version);
    });
  }

  describe('and a matrix from a day on which clocks change, or from one in winter', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    beforeEach(async () => {
      folder = await temporaryFolder();
      mkdirSync(join(folder.path, 'habilitation'));
    });
    afterEach(() => folder.remove());

    for (const [day, before, from] of [
      ['2026-12-01', '2026-11-30T22:59:59.999Z', '2026-11-30T23:00:00.000Z'],
      ['2026-03-29', '2026-03-28T22:59:59.999Z', '2026-03-28T23:00:00.000Z'],
      ['2026-10-25', '2026-10-24T21:59:59.999Z', '2026-10-24T22:00:00.000Z'],
    ] as const) {
      it(`then that of ${day} applies from midnight in Paris`, () => {
        const published = readFileSync(profilePath('dmp', 'habilitation', 'matrix-2025-09.json'), 'utf8');
        const file = { ...JSON.parse(published), version: 'next', effectiveFrom: day };
        writeFileSync(join(folder.path, 'habilitation', 'matrix-next.json'), JSON.stringify(file));
        const own = readMatrices({ name: 'own', path: folder.path, shown: 'own' }, undefined);
        expect(own.at(before).version).to.equal('none');
        expect(own.at(from).version).to.equal('next');
      });
    }
  });

  it('then before the first nobody reads anything', () => {
    expect(groups.flatMap((group) => at('2022-06-30T10:00:00.000Z').typesOf(group))).to.deep.equal([]);
  });

  it('then the same question has another answer on another day', () => {
    const nurse = (instant: string) => {
      const decision = ask('document.read', professional(ROLES.infirmier), {
        authorisation: authorised(),
        at: instant,
        policy: { matrices: { at, matrices } },
      });
      return decision.granted && decision.scope.types.includes(NOTE);
    };
    expect(nurse('2025-09-16T10:00:00.000Z')).to.equal(false);
    expect(nurse('2025-09-17T10:00:00.000Z')).to.equal(true);
  });

  it('then one that the operator names applies whatever the day', () => {
    const named = readMatrices(domainFolder('dmp'), '2022-07');
    expect(named.at('2026-11-22T10:00:00.000Z').version).to.equal('2022-07');
    expect(named.at('1999-01-01T00:00:00.000Z').version).to.equal('2022-07');
  });

  it('then a domain without one stops the start', () => {
    expect(() => readMatrices(domainFolder('ihe'), undefined)).to.throw(
      ConfigError,
      'has no habilitation matrix',
    );
  });
});
