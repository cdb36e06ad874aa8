import { expect } from 'chai';
import { readOptions } from '../../../conformance/nist/options.ts';
import { PlanError } from '../../../conformance/nist/plan-error.ts';
import { jsonReport } from '../../../conformance/nist/reports/json.ts';
import { junitReport } from '../../../conformance/nist/reports/junit.ts';
import { closingLines, testLines } from '../../../conformance/nist/reports/lines.ts';
import { runNist } from '../../../conformance/nist/run.ts';
import { outcomeOf, type TestOutcome } from '../../../conformance/nist/running/outcome.ts';
import { ASSERTION_KINDS, kindFor } from '../../../conformance/nist/transport/assertions.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { attribute, descendants } from '../../../src/xml/tree.ts';

function test(id: string, findings: readonly string[], corrections: readonly string[] = []): TestOutcome {
  const outcome = findings.length === 0 ? 'passed' : 'failed';
  const done = { id: 's', outcome, findings, milliseconds: 1 } as const;
  const skipped = { id: 'after', outcome: 'skipped', findings: [], milliseconds: 0 } as const;
  const steps = outcome === 'passed' ? [done] : [done, skipped];
  return {
    id,
    title: 'A <title>',
    options: ['registry/required'],
    corrections,
    outcome,
    findings: [],
    sections: [{ name: 'submit', outcome, steps }],
  };
}

const TESTS = [
  test('1', []),
  test('2', ['wrong <status>', 'and \u0000 more']),
  test('3', [], ['the version']),
];

describe('given the outcomes of a run', () => {
  it('then its last line counts all tests, and the lines before it the rest', () => {
    const lines = closingLines(TESTS);
    expect(lines.at(-1)).to.equal('2 passed, 1 failed');
    expect(lines).to.include('tests    2 of 3, 2 as shipped and 1 as corrected');
    expect(lines).to.include('sections 2 of 3');
    expect(lines).to.include('steps    2 of 4');
  });

  it('then each test has its line, and each fault one below it', () => {
    expect(testLines(TESTS[0]!, true)).to.deep.equal(['passed  1  registry/required  A <title>']);
    expect(testLines(TESTS[1]!, true)).to.have.length(3);
    expect(testLines(TESTS[2]!, false)[0]).to.equal('passed  3  needed by others  A <title> (as corrected)');
  });

  it('then JUnit has a case for each section and a failure for each that failed', () => {
    const nodes = [...descendants(parseXml(junitReport(TESTS)))];
    expect(nodes.filter(({ local }) => local === 'testcase')).to.have.length(3);
    const failures = nodes.filter(({ local }) => local === 'failure');
    expect(failures.map((node) => attribute(node, 'message'))).to.deep.equal(['s: wrong <status>']);
  });

  it('then a test that could not start is a failure there too', () => {
    const broken = { ...TESTS[0]!, outcome: 'failed' as const, findings: ['missing'], sections: [] };
    expect(junitReport([broken])).to.include('failures="1"');
    expect(closingLines([broken]).at(-1)).to.equal('0 passed, 1 failed');
  });

  it('then JSON has the counts and everything below them', () => {
    const { target, counts, tests } = JSON.parse(jsonReport('https://target/registry', TESTS));
    expect(target).to.equal('https://target/registry');
    expect(counts.tests).to.deep.equal({ passed: 2, all: 3 });
    expect(tests[1].sections[0].steps[0].findings).to.have.length(2);
  });

  it('then a whole without parts is not passed', () => {
    expect(outcomeOf([])).to.equal('failed');
    expect(outcomeOf([{ outcome: 'passed' }, { outcome: 'skipped' }])).to.equal('failed');
    expect(outcomeOf([{ outcome: 'passed' }])).to.equal('passed');
  });
});

describe('given the command line', () => {
  it('then one address gives those of both actors, and each can be another', () => {
    const { registry, repository } = readOptions(['--target', 'https://host/xds/']);
    expect([registry, repository]).to.deep.equal([
      'https://host/xds/registry',
      'https://host/xds/repository',
    ]);
    expect(readOptions(['--registry', 'https://host/r']).registry).to.equal('https://host/r');
    expect(readOptions([]).registry).to.equal(undefined);
    expect(readOptions(['--only', '11990,11991', '--only', 'repository/required']).only).to.have.length(3);
  });

  it('then what makes no sense is refused with an explanation', () => {
    for (const args of [['--what'], ['--target', 'nowhere'], ['--key', 'file'], ['--only']]) {
      expect(() => readOptions(args), args.join(' ')).to.throw(PlanError);
    }
  });

  it('then a run that cannot start says why, and ends with 2', async () => {
    const said: string[] = [];
    expect(await runNist(['--testkit', '/nowhere'], (line) => said.push(line))).to.equal(2);
    expect(said[0]).to.match(/no test plans in \/nowhere/);
    expect(await runNist(['--what'], (line) => said.push(line))).to.equal(2);
    expect(said[1]).to.match(/--testkit DIR/);
  });
});

describe('given a test of XUA', () => {
  it('then a message that must be refused carries the fault that its id names, any other a good assertion', () => {
    expect(kindFor('11990_expired', true)).to.equal('expired');
    expect(kindFor('11966_expired', false)).to.equal('valid');
    expect(kindFor('11990_withauthzconsent', false)).to.equal('withauthzconsent');
    expect(kindFor('11990eval_valid', false)).to.equal('valid');
    expect(ASSERTION_KINDS).to.have.length(10);
  });
});
