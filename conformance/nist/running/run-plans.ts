import { PlanError } from '../plan-error.ts';
import type { Corrections } from '../plans/corrections.ts';
import { runningOrder } from '../plans/dependencies.ts';
import { ACTOR_OPTIONS } from '../plans/options.ts';
import type { PlanFiles } from '../plans/plan-files.ts';
import { readPlan } from '../plans/read-plan.ts';
import type { TestPlan } from '../plans/test-plan.ts';
import type { TestOutcome } from './outcome.ts';
import type { RunContext } from './run-context.ts';
import { runTest } from './run-test.ts';

/** A plan, or why it cannot be read: one that is broken fails, and does not end the run. */
type Read = { readonly plan: TestPlan } | { readonly id: string; readonly broken: string };

/** The tests of a run: those that were asked for, and those that they need first. */
export interface Selection {
  readonly wanted: readonly string[];
  readonly order: readonly string[];
  readonly plans: ReadonlyMap<string, Read>;
}

function broken(id: string, finding: string): TestOutcome {
  return {
    id,
    title: '',
    options: [],
    corrections: [],
    outcome: 'failed',
    findings: [finding],
    sections: [],
  };
}

/**
 * Chooses the tests.
 * @param only ids of tests and names of options; all options of registry and repository when empty.
 * @throws PlanError for a word that names neither, and when tests need one another in a circle.
 */
export function select(files: PlanFiles, only: readonly string[]): Selection {
  const plans = new Map<string, Read>();
  const read = (id: string): Read => {
    const known = plans.get(id);
    if (known !== undefined) return known;
    let plan: Read;
    try {
      plan = { plan: readPlan(files, id) };
    } catch (error) {
      plan = { id, broken: error instanceof Error ? error.message : String(error) };
    }
    plans.set(id, plan);
    return plan;
  };
  const collected = new Map(files.tests().map((id) => [id, files.lines(id, 'collections.txt')]));
  const inCollection = (collection: string) =>
    [...collected].flatMap(([id, codes]) =>
      codes.some((code) => code.replace('(xds)', '') === collection) ? [id] : [],
    );
  const words = only.length > 0 ? only : ACTOR_OPTIONS.map(({ name }) => name);
  const wanted = words.flatMap((word) => {
    const option = ACTOR_OPTIONS.find(({ name }) => name === word);
    if (option !== undefined) return inCollection(option.collection);
    if (!collected.has(word)) throw new PlanError(`${word} is neither a test nor an option of an actor`);
    return [word];
  });
  const order = runningOrder([...new Set(wanted)], (id) => {
    const found = read(id);
    return 'plan' in found ? found.plan.dependsOn : [];
  });
  return { wanted: [...new Set(wanted)], order, plans };
}

/** Whether a test is one of XUA: it needs a server that demands an assertion of every message. */
export function isOfXua(files: PlanFiles, id: string): boolean {
  const codes = files.lines(id, 'collections.txt').map((code) => code.replace('(xds)', ''));
  return ACTOR_OPTIONS.some(({ name, collection }) => name.endsWith('/xua') && codes.includes(collection));
}

/** Runs the selected tests one after the other. `each` hears of every test as it ends. */
export async function runPlans(
  { order, wanted, plans }: Selection,
  corrections: Corrections,
  context: RunContext,
  each: (outcome: TestOutcome, isWanted: boolean) => void,
): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  for (const id of order) {
    const found = plans.get(id)!;
    const corrected = corrections.of(id).map(({ what }) => what);
    const outcome =
      'plan' in found ? await runTest(found.plan, corrected, context) : broken(id, found.broken);
    const isWanted = wanted.includes(id);
    each(outcome, isWanted);
    if (isWanted) outcomes.push(outcome);
  }
  return outcomes;
}
