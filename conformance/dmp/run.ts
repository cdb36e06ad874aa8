import { writeFileSync } from 'node:fs';
import { PlanError } from '../nist/plan-error.ts';
import { jsonReport } from '../nist/reports/json.ts';
import { junitReport } from '../nist/reports/junit.ts';
import type { TestOutcome } from '../nist/running/outcome.ts';
import { closingLines, scenarioLines } from './lines.ts';
import { type DmpOptions, readOptions, USAGE } from './options.ts';
import { SETTINGS } from './rights/actors.ts';
import { judge, nameOf, QUESTIONS } from './rights/cells.ts';
import { play, type Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { namedWorld } from './worlds/named-world.ts';
import { startOwnWorld } from './worlds/own-world.ts';

/** The cells of the tables of rights as a scenario, on a server that goes by the tables wherever it has the choice. */
const CELLS: Scenario = {
  id: 'rights',
  title: 'every cell of PDT-INF-526 and PDT-INF-606, over SOAP and over FHIR',
  async play(world, step) {
    for (const cell of QUESTIONS) {
      await step(nameOf(cell), async () => {
        const wrong = await judge(world, cell);
        if (wrong !== undefined) throw new Error(wrong);
      });
    }
  },
};

async function playCells(): Promise<TestOutcome> {
  const world = await startOwnWorld(SETTINGS);
  try {
    return await play(CELLS, world);
  } finally {
    await world.close();
  }
}

async function run(options: DmpOptions, say: (line: string) => void): Promise<number> {
  const { target, pki, only } = options;
  const unknown = only.find((id) => !SCENARIOS.some((scenario) => scenario.id === id));
  if (unknown !== undefined) {
    const ids = SCENARIOS.map(({ id }) => id).join(', ');
    throw new PlanError(`there is no scenario ${unknown}: ${ids}`);
  }
  const world =
    target === undefined || pki === undefined
      ? await startOwnWorld()
      : await namedWorld({ ...options, target, pki });
  const outcomes: TestOutcome[] = [];
  try {
    for (const scenario of SCENARIOS) {
      if (only.length > 0 && !only.includes(scenario.id)) continue;
      const outcome = await play(scenario, world);
      outcomes.push(outcome);
      scenarioLines(outcome).forEach(say);
    }
  } finally {
    await world.close();
  }
  if (options.rights) {
    const outcome = await playCells();
    outcomes.push(outcome);
    scenarioLines(outcome).forEach(say);
  }
  closingLines(outcomes).forEach(say);
  if (options.json !== undefined)
    writeFileSync(options.json, jsonReport(target ?? 'a server of ours', outcomes));
  if (options.junit !== undefined) writeFileSync(options.junit, junitReport(outcomes, 'dmp'));
  return outcomes.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}

/**
 * Judges a server by the scenarios of the DMP.
 * @returns the exit code: 0 when none failed, 1 when one did, 2 when it could not start.
 */
export async function runDmp(args: readonly string[], say: (line: string) => void): Promise<number> {
  try {
    return await run(readOptions(args), say);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    say(`${error.message}\n${USAGE}`);
    return 2;
  }
}
