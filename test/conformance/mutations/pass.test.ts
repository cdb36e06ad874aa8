import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { mutate } from '../../../conformance/mutations/run.ts';
import { UNDAMAGED } from '../../../conformance/mutations/run-mutations.ts';
import type { Damaged } from '../../../conformance/mutations/tally.ts';
import { SHARED_KIT } from '../nist/kit.ts';

const SUBMISSIONS = 40;
const RUNS = 2;

describe("given submissions of NIST's test plans, each damaged twice and sent to a server of ours", function () {
  this.timeout(300_000);
  let all: readonly Damaged[];

  before(async function () {
    if (!existsSync(SHARED_KIT)) {
      console.log(`      skipped: the test plans are not at ${SHARED_KIT}`);
      this.skip();
    }
    all = await mutate({ testkit: undefined, seed: 20_041_225, runs: RUNS, first: SUBMISSIONS });
  });

  it('then each is refused with codes of the Technical Framework and nothing is kept of it, or it is accepted', () => {
    const wrong = all.filter(({ findings }) => findings.length > 0);
    expect(wrong.map(({ submission, change, findings }) => [submission, change, findings])).to.deep.equal([]);
    expect(all).to.have.lengthOf(SUBMISSIONS * (RUNS + 1));
  });

  it('then most are accepted as they are, and most are refused when they are damaged', () => {
    const accepted = (damaged: boolean) => {
      const some = all.filter(({ damage }) => (damage !== UNDAMAGED) === damaged);
      return some.filter(({ said }) => said === 'accepted').length / some.length;
    };
    expect(accepted(false)).to.be.greaterThan(0.7);
    expect(accepted(true)).to.be.lessThan(0.5);
  });
});
