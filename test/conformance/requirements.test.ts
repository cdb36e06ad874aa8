import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { COLUMNS } from '../../conformance/requirements/requirement.ts';
import { testTitles } from '../../conformance/requirements/test-titles.ts';
import { verifyRequirements } from '../../conformance/requirements/verify.ts';

const IDS = ['AB-01', 'AB-02'];
const PROVING = `describe('given a', () => { it('then b', () => {}); it('then it\\'s c', () => {}); });`;

function list(...rows: string[][]): string {
  return ['# Source: made up', COLUMNS.join('\t'), ...rows.map((row) => row.join('\t')), ''].join('\n');
}

function row(change: Partial<Record<(typeof COLUMNS)[number], string>> = {}): string[] {
  const whole = {
    id: 'AB-01',
    level: 'MUST',
    interface: 'ITI-41',
    rule: 'A rule.',
    test: '',
    note: '',
    ...change,
  };
  return COLUMNS.map((column) => whole[column]);
}

const second = row({ id: 'AB-02', level: 'SHOULD' });
const read = (file: string) => (file === 'test/a.test.ts' ? PROVING : undefined);
const problemsOf = (text: string) => verifyRequirements(text, read, IDS).problems;

describe('given a list of requirements', () => {
  it('then a rule whose test exists holds, and one without a test does not', () => {
    const verdict = verifyRequirements(list(row({ test: 'test/a.test.ts#then b' }), second), read, IDS);
    expect(verdict.problems).to.deep.equal([]);
    expect(verdict.counts.slice(0, 2)).to.deep.equal([
      { level: 'MUST', held: 1, total: 1 },
      { level: 'SHOULD', held: 0, total: 1 },
    ]);
  });

  it('then a test file that is not there is a broken reference', () => {
    const verdict = verifyRequirements(list(row({ test: 'test/b.test.ts#then b' }), second), read, IDS);
    expect(verdict.problems.join()).to.contain('AB-01 names test/b.test.ts, which does not exist');
    expect(verdict.counts[0]?.held).to.equal(0);
  });

  it('then a title that the file does not have is a broken reference', () => {
    expect(problemsOf(list(row({ test: 'test/a.test.ts#then d' }), second)).join()).to.contain("'then d'");
  });

  it('then a reference without a title is broken', () => {
    expect(problemsOf(list(row({ test: 'test/a.test.ts' }), second))).to.have.length(1);
  });

  it('then one broken reference among several is found', () => {
    const test = "test/a.test.ts#then b | test/a.test.ts#then it's c | test/a.test.ts#then d";
    expect(problemsOf(list(row({ test }), second))).to.have.length(1);
  });

  it('then an id that is missing, double or unknown is named', () => {
    expect(problemsOf(list(row()))).to.deep.equal(['AB-02 is missing']);
    expect(problemsOf(list(row(), row(), second))).to.deep.equal(['AB-01 is there 2 times']);
    expect(problemsOf(list(row(), second, row({ id: 'AB-03' })))).to.deep.equal([
      'AB-03 is not an id of the list',
    ]);
  });

  it('then a level that is none of the four is named', () => {
    expect(problemsOf(list(row({ level: 'MUST (config)' }), second)).join()).to.contain('MUST (config)');
  });

  it('then a row with a column too few, or without a rule, is named', () => {
    expect(problemsOf(list(row().slice(1), row(), second))).to.deep.equal(['line 3: 5 columns instead of 6']);
    expect(problemsOf(list(row({ rule: ' ' }), second))).to.deep.equal(['line 3: AB-01 says no rule']);
  });

  it('then a file without its source line is not accepted', () => {
    expect(problemsOf(list(row(), second).replace('# Source', '# From'))).to.have.length(1);
  });
});

describe('given the source of a test file', () => {
  it('then titles in every kind of quotes are read, and other calls are not', () => {
    const source = [
      "it('one', f)",
      'it("two", f)',
      'it(`three $' + '{x}`, f)',
      "it(\n  'four', f)",
      "wait('five')",
      'it(title, f)',
    ].join(';\n');
    expect(testTitles(source).map(({ title }) => title)).to.deep.equal([
      'one',
      'two',
      'three $' + '{x}',
      'four',
    ]);
  });
});

describe('given a title that stands twice in a test file', () => {
  const twice = `describe('given a', () => it('then c', f)); describe('given b', () => it('then c', f));`;
  const problems = (title: string) =>
    verifyRequirements(list(row({ test: `t#${title}` }), second), () => twice, IDS).problems;

  it('then it does not say which test is meant', () => {
    expect(problems('then c').join()).to.contain('2 times');
  });

  it('then what it stands under says so', () => {
    expect(problems('given b > then c')).to.deep.equal([]);
    expect(problems('given d > then c')).to.have.length(1);
  });
});

describe('given the requirements of Carnet', () => {
  it('then all 231 are there and every test they name exists', () => {
    const root = new URL('../../', import.meta.url);
    const { problems, counts } = verifyRequirements(
      readFileSync(new URL('conformance/requirements.tsv', root), 'utf8'),
      (file) => (existsSync(new URL(file, root)) ? readFileSync(new URL(file, root), 'utf8') : undefined),
    );
    expect(problems).to.deep.equal([]);
    expect(counts.reduce((sum, { total }) => sum + total, 0)).to.equal(231);
  });
});
