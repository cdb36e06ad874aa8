import { writeFileSync } from 'node:fs';
import { PlanError } from '../nist/plan-error.ts';
import { jsonReport } from '../nist/reports/json.ts';
import { junitReport } from '../nist/reports/junit.ts';
import type { TestOutcome } from '../nist/running/outcome.ts';
import { closingLines, scenarioLines } from './lines.ts';
import { type DmpOptions, readOptions, USAGE } from './options.ts';
import { play } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { namedWorld } from './worlds/named-world.ts';
import { startOwnWorld } from './worlds/own-world.ts';

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
