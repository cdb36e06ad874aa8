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

/** The plans of a test kit. Each is read when it is first asked for, and never again. */
export interface Catalogue {
  of(id: string): Read;
  has(id: string): boolean;
  /** Ids of the tests of a collection. */
  inCollection(collection: string): string[];
}

/** The tests of a run: those that were asked for, and those that they need first. */
export interface Selection {
  readonly wanted: readonly string[];
  readonly order: readonly string[];
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

/** @param files the plans' own, with the corrections already made. */
export function openCatalogue(files: PlanFiles): Catalogue {
  const plans = new Map<string, Read>();
  const collections = new Map(
    files.tests().map((id) => {
      const codes = files.lines(id, 'collections.txt').map((code) => code.replace('(xds)', ''));
      return [id, codes] as const;
    }),
  );
  return {
    of(id) {
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
    },
    has: (id) => collections.has(id),
    inCollection: (collection) =>
      [...collections].flatMap(([id, codes]) => (codes.includes(collection) ? [id] : [])),
  };
}

/**
 * Chooses the tests.
 * @param only ids of tests and names of options; all options of registry and repository when empty.
 * @throws PlanError for a word that names neither, and when tests need one another in a circle.
 */
export function select(catalogue: Catalogue, only: readonly string[]): Selection {
  const words = only.length > 0 ? only : ACTOR_OPTIONS.map(({ name }) => name);
  const wanted = words.flatMap((word) => {
    const option = ACTOR_OPTIONS.find(({ name }) => name === word);
    if (option !== undefined) return catalogue.inCollection(option.collection);
    if (!catalogue.has(word)) throw new PlanError(`${word} is neither a test nor an option of an actor`);
    return [word];
  });
  const order = runningOrder([...new Set(wanted)], (id) => {
    const found = catalogue.of(id);
    return 'plan' in found ? found.plan.dependsOn : [];
  });
  return { wanted: [...new Set(wanted)], order };
}

/** Whether a test is one of XUA: it needs a server that demands an assertion of every message. */
export function isOfXua(catalogue: Catalogue, id: string): boolean {
  return ACTOR_OPTIONS.some(
    ({ name, collection }) => name.endsWith('/xua') && catalogue.inCollection(collection).includes(id),
  );
}

/** Runs the selected tests one after the other. `each` hears of every test as it ends. */
export async function runPlans(
  catalogue: Catalogue,
  { order, wanted }: Selection,
  corrections: Corrections,
  context: RunContext,
  each: (outcome: TestOutcome, isWanted: boolean) => void,
): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  for (const id of order) {
    const found = catalogue.of(id);
    const corrected = corrections.of(id).map(({ what }) => what);
    const outcome =
      'plan' in found ? await runTest(found.plan, corrected, context) : broken(id, found.broken);
    const isWanted = wanted.includes(id);
    each(outcome, isWanted);
    if (isWanted) outcomes.push(outcome);
  }
  return outcomes;
}
