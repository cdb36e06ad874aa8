import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openSchemas } from '../nist/evaluation/schema.ts';
import { createIdentifiers } from '../nist/messages/identifiers.ts';
import { PlanError } from '../nist/plan-error.ts';
import { openToolkit, toolkitBesideTheProject } from '../nist/plans/toolkit.ts';
import { startOwnServer } from '../nist/running/own-server.ts';
import { createTarget } from '../nist/transport/target.ts';
import { planSubmissions } from './plan-submissions.ts';
import { runMutations } from './run-mutations.ts';
import { watchStore } from './store-digest.ts';
import { type Damaged, tallyLines } from './tally.ts';

const USAGE = `npm run conformance -- mutations [--testkit DIR] [--seed N] [--runs N] [--first N] [--json FILE]

  --testkit DIR  the toolkitx folder of NIST's XDS Toolkit
  --seed N       where the choices come from; the same seed damages the same places
  --runs N       how often each submission is damaged, each time in the next of ten ways (10)
  --first N      only as many submissions, spread over all
  --json FILE    every answer, with what was changed`;

export interface MutationOptions {
  readonly testkit: string | undefined;
  readonly seed: number;
  readonly runs: number;
  /** How many submissions; all when undefined. */
  readonly first: number | undefined;
}

function readOptions(args: readonly string[]): MutationOptions & { readonly json: string | undefined } {
  const text = { type: 'string' } as const;
  const options = { testkit: text, seed: text, runs: text, first: text, json: text };
  const { values } = parseArgs({ args: [...args], options });
  const number = (name: 'seed' | 'runs' | 'first', least: number): number | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    if (!/^[0-9]{1,9}$/.test(value) || Number(value) < least) {
      throw new TypeError(`--${name} is a number from ${least}`);
    }
    return Number(value);
  };
  return {
    testkit: values.testkit,
    seed: number('seed', 0) ?? Date.now() % 1_000_000,
    runs: number('runs', 1) ?? 10,
    first: number('first', 1),
    json: values.json,
  };
}

/** As many of them, evenly spread. */
function spread<T>(all: readonly T[], count: number | undefined): T[] {
  if (count === undefined || count >= all.length) return [...all];
  return Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]!);
}

/**
 * Damages the submissions of NIST's test plans and sends them to a server of ours.
 * @returns every answer, in order.
 * @throws PlanError when there are no test plans.
 */
export async function mutate({ testkit, seed, runs, first }: MutationOptions): Promise<Damaged[]> {
  const folder = testkit ?? toolkitBesideTheProject();
  if (folder === undefined) {
    throw new PlanError('the test plans are not beside the project: name a folder with --testkit');
  }
  const toolkit = openToolkit(folder);
  const submissions = spread(planSubmissions(toolkit.tests.replace(/\/tests$/, '')), first);
  const server = await startOwnServer({ xua: false });
  const target = createTarget(server.target);
  const watch = watchStore(server.data);
  const all: Damaged[] = [];
  try {
    const context = {
      target,
      watch,
      schemas: openSchemas(toolkit.schemas),
      identifiers: createIdentifiers(),
      feed: server.feed,
      repository: server.repositoryUniqueId,
      seed,
      runs,
    };
    await runMutations(submissions, context, (damaged) => all.push(damaged));
  } finally {
    watch.close();
    target.close();
    await server.close();
  }
  return all;
}

/**
 * The mutation pass: a server refuses damaged submissions with codes of the Technical Framework and keeps nothing of them, or
 * accepts what is still legal.
 * @returns the exit code: 0 when it held, 1 when not, 2 when it could not start.
 */
export async function runMutationPass(args: readonly string[], say: (line: string) => void): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args);
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  try {
    const all = await mutate(options);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(all, undefined, 1)}\n`);
    const wrong = all.filter(({ findings }) => findings.length > 0);
    for (const { submission, damage, transaction, findings } of wrong) {
      say(`FAILED  ${submission} (${transaction}), ${damage}: ${findings.join('; ').slice(0, 400)}`);
    }
    tallyLines(all).forEach(say);
    say(`\nseed ${options.seed}\n${all.length - wrong.length} passed, ${wrong.length} failed`);
    return wrong.length === 0 && all.length > 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    say(error.message);
    return 2;
  }
}
