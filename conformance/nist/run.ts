import { readFileSync, writeFileSync } from 'node:fs';
import { ensureSandboxPki } from '../../src/identity/sandbox/pki.ts';
import { readCodeSet } from './evaluation/metadata/code-set.ts';
import { openSchemas } from './evaluation/schema.ts';
import { createLedger } from './linkage/ledger.ts';
import { createIdentifiers } from './messages/identifiers.ts';
import { type NistOptions, readOptions, USAGE } from './options.ts';
import { PlanError } from './plan-error.ts';
import { type Corrections, readCorrections } from './plans/corrections.ts';
import { openPlanFiles } from './plans/plan-files.ts';
import { openToolkit, type Toolkit, toolkitBesideTheProject } from './plans/toolkit.ts';
import { jsonReport } from './reports/json.ts';
import { junitReport } from './reports/junit.ts';
import { closingLines, testLines } from './reports/lines.ts';
import type { TestOutcome } from './running/outcome.ts';
import { startOwnServer } from './running/own-server.ts';
import type { RunContext } from './running/run-context.ts';
import { type Catalogue, isOfXua, openCatalogue, runPlans, select } from './running/run-plans.ts';
import { type AssertionMaker, assertionsOf, noAssertions } from './transport/assertions.ts';
import { mllpFeed, noFeed } from './transport/patient-feed.ts';
import { sandboxAssertions } from './transport/sandbox-assertions.ts';
import { createTarget, pemFiles, type TargetOptions } from './transport/target.ts';

const CORRECTIONS = new URL('corrections.json', import.meta.url);
const NO_TESTKIT =
  "the test plans are not beside the project: name the toolkitx folder of NIST's toolkit with --testkit";

/** Tests that run against one server. */
interface Round {
  readonly only: readonly string[];
  /** Whether the server demands an assertion of every message. */
  readonly assertsAll: boolean;
}

/**
 * The rounds of a run. A server of ours is started once as it is and once with XUA on; a server that was named is taken to
 * have XUA on when there are assertions to show it.
 */
function roundsOf(options: NistOptions, catalogue: Catalogue): Round[] {
  const { wanted } = select(catalogue, options.only);
  if (isNamed(options)) {
    return [{ only: wanted, assertsAll: options.assertions !== undefined || options.sts !== undefined }];
  }
  return [false, true]
    .map((xua) => ({ only: wanted.filter((id) => isOfXua(catalogue, id) === xua), assertsAll: xua }))
    .filter(({ only }) => only.length > 0);
}

function isNamed({ registry, repository }: NistOptions): boolean {
  return registry !== undefined || repository !== undefined;
}

/** The server under test: the one that was named, or one of ours that lives as long as its round. */
async function serverUnderTest(options: NistOptions, xua: boolean) {
  const { registry, repository } = options;
  if (!isNamed(options)) return startOwnServer({ xua });
  const target: TargetOptions = {
    registry: registry ?? repository ?? '',
    repository: repository ?? registry ?? '',
    ...pemFiles(options),
  };
  const feed = options.feed === undefined ? noFeed : mllpFeed(options.feed);
  return { target, feed, assertions: await namedAssertions(options), close: async () => {} };
}

/** Assertions for a server that was named: those of a folder, or of a token service that the server was told to trust. */
async function namedAssertions({ assertions, sts }: NistOptions): Promise<AssertionMaker> {
  if (assertions !== undefined) return assertionsOf(assertions);
  return sts === undefined ? noAssertions : sandboxAssertions(await ensureSandboxPki(sts));
}

/** What all rounds are judged by, read once. */
interface Judge extends Pick<RunContext, 'files' | 'sourceId' | 'schemas' | 'codes'> {
  readonly catalogue: Catalogue;
  readonly corrections: Corrections;
  readonly say: (line: string) => void;
}

function judgeOf(toolkit: Toolkit, say: Judge['say']): Judge {
  const corrections = readCorrections(CORRECTIONS);
  const files = openPlanFiles(toolkit.tests, corrections);
  return {
    files,
    sourceId: toolkit.sourceId,
    schemas: openSchemas(toolkit.schemas),
    codes: readCodeSet(readFileSync(toolkit.codes)),
    catalogue: openCatalogue(files),
    corrections,
    say,
  };
}

async function playRound(
  { only, assertsAll }: Round,
  options: NistOptions,
  { catalogue, corrections, say, ...read }: Judge,
): Promise<TestOutcome[]> {
  const server = await serverUnderTest(options, assertsAll);
  const target = createTarget(server.target);
  try {
    return await runPlans(
      catalogue,
      select(catalogue, only),
      corrections,
      {
        ...read,
        ledger: createLedger(),
        identifiers: createIdentifiers(options.authority),
        target,
        feed: server.feed,
        assertions: server.assertions,
        assertsAll,
      },
      (outcome, isWanted) => testLines(outcome, isWanted).forEach(say),
    );
  } finally {
    target.close();
    await server.close();
  }
}

async function run(options: NistOptions, say: (line: string) => void): Promise<number> {
  const folder = options.testkit ?? toolkitBesideTheProject();
  if (folder === undefined) throw new PlanError(NO_TESTKIT);
  const judge = judgeOf(openToolkit(folder), say);
  const outcomes: TestOutcome[] = [];
  for (const round of roundsOf(options, judge.catalogue)) {
    outcomes.push(...(await playRound(round, options, judge)));
  }
  closingLines(outcomes).forEach(say);
  const target = options.registry ?? options.repository ?? 'a server of ours';
  if (options.json !== undefined) writeFileSync(options.json, jsonReport(target, outcomes));
  if (options.junit !== undefined) writeFileSync(options.junit, junitReport(outcomes));
  return outcomes.length > 0 && outcomes.every(({ outcome }) => outcome === 'passed') ? 0 : 1;
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
