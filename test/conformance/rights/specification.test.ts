import { expect } from 'chai';
import { random } from '../../../conformance/random.ts';
import { caseOf, type Draw, draw, shrink } from '../../../conformance/rights/cases.ts';
import { compare, differenceOf } from '../../../conformance/rights/compare.ts';
import { ABSENT_TYPES, MATRIX_TYPES, mayRead } from '../../../conformance/rights/matrix.ts';
import { runRights } from '../../../conformance/rights/run.ts';
import { specify } from '../../../conformance/rights/specification.ts';

const CASES = 10_000;

describe('given random questions, each about one document', function () {
  this.timeout(120_000);

  it('then the decision differs in none from the specification that was written from the facts alone', () => {
    const { differences, first, answers } = compare(CASES, 20_261_122);
    expect(first === undefined ? undefined : { ...first, ...caseOf(first.drawn) }).to.equal(undefined);
    expect(differences).to.equal(0);
    for (const answer of ['refused', 'empty', 'allowed', 'allowed, seen'])
      expect(answers.get(answer), answer).to.be.at.least(CASES / 100);
  });

  it('then the same seed asks the same questions, and another one others', () => {
    const cases = (seed: number) => {
      const next = random(seed);
      return Array.from({ length: 20 }, () => draw(next));
    };
    expect(cases(7)).to.deep.equal(cases(7));
    expect(cases(7)).not.to.deep.equal(cases(8));
  });

  it('then a failing case is made plain but for what makes it fail', () => {
    const next = random(3);
    let failing: Draw = draw(next);
    const fails = (one: Draw) => {
      const { situation, paper } = caseOf(one);
      return situation.choices.maskAll && paper.status !== 'approved';
    };
    while (!fails(failing)) failing = draw(next);
    const { maskAll, status, ...rest } = shrink(failing, fails);
    const { situation, paper } = caseOf({ maskAll, status, ...rest });
    expect([situation.choices.maskAll, paper.status]).to.deep.equal([true, 'deprecated']);
    expect(Object.values(rest).every((place) => place === 0)).to.equal(true);
  });

  it('then the command refuses what it does not know, and says what it knows', async () => {
    for (const args of [['--cases', 'many'], ['--seed', '-1'], ['--all'], ['more']]) {
      const said: string[] = [];
      expect(await runRights(args, (line) => said.push(line)), args.join(' ')).to.equal(2);
      expect(said.join('\n')).to.contain('--cases N');
    }
  });

  it('then the command prints how many cases and differences there were', async () => {
    const said: string[] = [];
    expect(await runRights(['--cases', '300', '--seed', '5'], (line) => said.push(line))).to.equal(0);
    expect(said.at(-1)).to.equal('300 cases, seed 5, 0 differences');
  });
});

describe('given the transcription of the matrix', () => {
  /** Figures of the fact sheet, 1.1, less the row of the variable DICOM code in the columns that have it. */
  const WITHOUT_DICOM = [107, 77, 77, 73, 74, 77, 75, 69, 60, 49, 19, 12, 37, 34, 9, 5, 9, 26, 13];

  it('then each group has as many types as the fact sheet counts', () => {
    const counted = WITHOUT_DICOM.map(
      (_, index) => MATRIX_TYPES.filter((type) => mayRead('2025-09', index + 1, type)).length,
    );
    expect(counted).to.deep.equal(WITHOUT_DICOM);
    expect(MATRIX_TYPES).to.have.length(107);
  });

  it('then nobody has a type that it does not know, in any version', () => {
    for (const version of ['2025-09', '2022-07'] as const)
      for (const type of ABSENT_TYPES)
        for (let group = 1; group <= 19; group++) expect(mayRead(version, group, type)).to.equal(false);
  });
});

describe('given one row of the specification', () => {
  it('then a case of a doctor who is authorised for an open record is seen, the plainest of all', () => {
    const plainest = Object.fromEntries(Object.keys(draw(random(1))).map((field) => [field, 0])) as Draw;
    const { situation, paper } = caseOf({ ...plainest });
    const verdict = specify({ ...situation, ask: 'TD3.2' });
    expect([verdict.told, verdict.sees(paper)]).to.deep.equal(['allowed', true]);
    expect(differenceOf(plainest)).to.equal(undefined);
  });
});
