import { AssertionError } from 'node:assert';
import { outcomeOf, type SectionOutcome, type TestOutcome } from '../nist/running/outcome.ts';
import type { World } from './worlds/world.ts';

/** One thing to try, and what must come of it: it throws when something else does. */
export type Step = (name: string, attempt: () => Promise<void>) => Promise<void>;

/** A story of the DMP, played on a patient of its own. */
export interface Scenario {
  /** Such as `TD0.3`. */
  readonly id: string;
  readonly title: string;
  /** Whether it needs what only the patient or the operator can do. */
  readonly needsOperator?: true;
  play(world: World, step: Step): Promise<void>;
}

/** Plays a scenario to its end: a step that fails does not keep the next from being tried. */
export async function play(scenario: Scenario, world: World): Promise<TestOutcome> {
  const { id, title, needsOperator } = scenario;
  const about = { id, title, options: [], corrections: [] };
  if (needsOperator === true && world.operator === undefined)
    return { ...about, outcome: 'skipped', findings: [], sections: [] };
  const sections: SectionOutcome[] = [];
  const step: Step = async (name, attempt) => {
    const begun = performance.now();
    const findings = await attempt().then(
      () => [],
      (error: unknown) => [findingOf(error)],
    );
    const outcome = findings.length === 0 ? 'passed' : 'failed';
    const milliseconds = performance.now() - begun;
    sections.push({ name, outcome, steps: [{ id: name, outcome, findings, milliseconds }] });
  };
  try {
    await scenario.play(world, step);
  } catch (error) {
    return { ...about, outcome: 'failed', findings: [findingOf(error)], sections };
  }
  return { ...about, outcome: outcomeOf(sections), findings: [], sections };
}

function findingOf(error: unknown): string {
  if (error instanceof AssertionError)
    return `${error.message.split('\n')[0]} got ${JSON.stringify(error.actual)}, not ${JSON.stringify(error.expected)}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
