import { equal } from 'node:assert/strict';
import { expect } from 'chai';
import { closingLines, scenarioLines } from '../../../conformance/dmp/lines.ts';
import { runDmp } from '../../../conformance/dmp/run.ts';
import { play, type Scenario } from '../../../conformance/dmp/scenario.ts';
import { SCENARIOS } from '../../../conformance/dmp/scenarios/index.ts';
import { startOwnWorld } from '../../../conformance/dmp/worlds/own-world.ts';
import type { World } from '../../../conformance/dmp/worlds/world.ts';

describe('given the scenarios of the DMP, and a server of ours', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await startOwnWorld();
  });
  after(() => world.close());

  for (const scenario of SCENARIOS) {
    it(`then ${scenario.id}: ${scenario.title}`, async () => {
      const outcome = await play(scenario, world);
      expect(scenarioLines(outcome).slice(1)).to.deep.equal([]);
      expect(outcome.outcome).to.equal('passed');
    });
  }
});

describe('given the runner of the scenarios', () => {
  const nowhere = { deciding: undefined, undecided: 'no token is taken' } as World;
  const scenario = (more: Partial<Scenario> = {}): Scenario => ({
    id: 'X',
    title: 'of a test',
    async play(_world, step) {
      await step('one that holds', async () => equal(1, 1));
      await step('one that does not', async () => equal(1, 2));
      await step('one after it', async () => equal(2, 2));
    },
    ...more,
  });

  it('then a step that fails is told, and those after it are tried', async () => {
    const outcome = await play(scenario(), nowhere);
    expect(outcome.sections.map((section) => section.outcome)).to.deep.equal(['passed', 'failed', 'passed']);
    expect(outcome.outcome).to.equal('failed');
    const [line, finding] = scenarioLines(outcome);
    expect(line).to.match(/^FAILED .*\(2 of 3\)$/);
    expect(finding).to.include('one that does not').and.include('got 1, not 2');
    expect(closingLines([outcome]).at(-1)).to.equal('0 passed, 1 failed');
  });

  it('then a scenario that cannot begin has failed', async () => {
    const broken = scenario({ play: async () => Promise.reject(new Error('no patient')) });
    const outcome = await play(broken, nowhere);
    expect(outcome).to.deep.include({ outcome: 'failed', findings: ['Error: no patient'] });
  });

  it('then one without a step has not passed', async () => {
    expect((await play(scenario({ play: async () => undefined }), nowhere)).outcome).to.equal('failed');
  });

  it('then what patients decide is skipped where the server takes no decision of theirs, and says so', async () => {
    const outcome = await play(scenario({ needsPatient: true }), nowhere);
    expect(outcome.outcome).to.equal('skipped');
    expect(scenarioLines(outcome)[1]).to.include('no token is taken');
    expect(closingLines([outcome]).at(-1)).to.equal('0 passed, 0 failed');
  });

  for (const args of [
    ['--target', 'nowhere', '--pki', '.'],
    ['--target', 'https://localhost:1'],
    ['--target', 'https://localhost:1', '--pki', '.'],
    ['--target', 'https://localhost:1', '--pki', '.', '--rights'],
    ['--only', 'TD9.9'],
    ['--strange'],
  ]) {
    it(`then ${args.join(' ')} does not start, and says how it is used`, async () => {
      const said: string[] = [];
      expect(await runDmp(args, (line) => said.push(line))).to.equal(2);
      expect(said.join('\n')).to.include('npm run conformance -- dmp');
    });
  }
});
