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
  /** Whether patients decide something in it. */
  readonly needsPatient?: true;
  /** @returns why it cannot be played on this server, where that is so, such as a setting that is off; then no step was taken. */
  play(world: World, step: Step): Promise<string | undefined>;
}

/** Plays a scenario to its end: a step that fails does not keep the next from being tried. */
export async function play(scenario: Scenario, world: World): Promise<TestOutcome> {
  const { id, title, needsPatient } = scenario;
  const about = { id, title, options: [], corrections: [] };
  const skipped = (reason: string): TestOutcome => ({
    ...about,
    outcome: 'skipped',
    findings: [reason],
    sections: [],
  });
  if (needsPatient === true && world.deciding === undefined)
    return skipped(world.undecided ?? 'the patients decide nothing at this server');
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
    const reason = await scenario.play(world, step);
    if (typeof reason === 'string') return skipped(reason);
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
