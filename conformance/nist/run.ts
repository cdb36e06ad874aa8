import { readFileSync, writeFileSync } from 'node:fs';
import { readCodeSet } from './evaluation/metadata/code-set.ts';
import { openSchemas } from './evaluation/schema.ts';
import { createLedger } from './linkage/ledger.ts';
import { createIdentifiers } from './messages/identifiers.ts';
import { type NistOptions, readOptions, USAGE } from './options.ts';
import { PlanError } from './plan-error.ts';
import { readCorrections } from './plans/corrections.ts';
import { openPlanFiles } from './plans/plan-files.ts';
import { openToolkit, toolkitBesideTheProject } from './plans/toolkit.ts';
import { jsonReport } from './reports/json.ts';
import { junitReport } from './reports/junit.ts';
import { closingLines, testLines } from './reports/lines.ts';
import { startOwnServer } from './running/own-server.ts';
import { runPlans, select } from './running/run-plans.ts';
import { assertionsOf, noAssertions } from './transport/assertions.ts';
import { mllpFeed, noFeed } from './transport/patient-feed.ts';
import { createTarget, pemFiles, type TargetOptions } from './transport/target.ts';

const CORRECTIONS = new URL('corrections.json', import.meta.url);
const NO_TESTKIT =
  "the test plans are not beside the project: name the toolkitx folder of NIST's toolkit with --testkit";

/** The server under test: the one that was named, or one of ours that lives as long as the run. */
async function serverUnderTest(options: NistOptions) {
  const { registry, repository } = options;
  if (registry === undefined && repository === undefined) return startOwnServer();
  const target: TargetOptions = {
    registry: registry ?? repository ?? '',
    repository: repository ?? registry ?? '',
    ...pemFiles(options),
  };
  return { target, assertions: noAssertions, close: async () => {} };
}

async function run(options: NistOptions, say: (line: string) => void): Promise<number> {
  const folder = options.testkit ?? toolkitBesideTheProject();
  if (folder === undefined) throw new PlanError(NO_TESTKIT);
  const toolkit = openToolkit(folder);
  const corrections = readCorrections(CORRECTIONS);
  const files = openPlanFiles(toolkit.tests, corrections);
  const selection = select(files, options.only);
  const server = await serverUnderTest(options);
  const target = createTarget(server.target);
  try {
    const outcomes = await runPlans(
      selection,
      corrections,
      {
        files,
        ledger: createLedger(),
        identifiers: createIdentifiers(options.authority),
        sourceId: toolkit.sourceId,
        schemas: openSchemas(toolkit.schemas),
        codes: readCodeSet(readFileSync(toolkit.codes)),
        target,
        feed: options.feed === undefined ? noFeed : mllpFeed(options.feed),
        assertions: options.assertions === undefined ? server.assertions : assertionsOf(options.assertions),
      },
      (outcome, isWanted) => testLines(outcome, isWanted).forEach(say),
    );
    closingLines(outcomes).forEach(say);
    if (options.json !== undefined) {
      writeFileSync(options.json, jsonReport(server.target.registry, outcomes));
    }
    if (options.junit !== undefined) writeFileSync(options.junit, junitReport(outcomes));
    return outcomes.every(({ outcome }) => outcome === 'passed') ? 0 : 1;
  } finally {
    target.close();
    await server.close();
  }
}

/**
 * Judges a server by NIST's own test plans.
 * @returns the exit code: 0 when all passed, 1 when not, 2 when it could not start.
 */
export async function runNist(args: readonly string[], say: (line: string) => void): Promise<number> {
  let options: NistOptions;
  try {
    options = readOptions(args);
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    return 2;
  }
  try {
    return await run(options, say);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    say(error.message);
    return 2;
  }
}
