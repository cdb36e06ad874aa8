import type { TestOutcome } from '../running/outcome.ts';

export interface Tally {
  readonly passed: number;
  readonly all: number;
}

export interface Tallies {
  readonly tests: Tally;
  readonly sections: Tally;
  readonly steps: Tally;
  /** How many of all tests ran with a correction. */
  readonly corrected: number;
}

function tally(parts: readonly { readonly outcome: string }[]): Tally {
  return { passed: parts.filter(({ outcome }) => outcome === 'passed').length, all: parts.length };
}

export function talliesOf(tests: readonly TestOutcome[]): Tallies {
  const sections = tests.flatMap((test) => test.sections);
  return {
    tests: tally(tests),
    sections: tally(sections),
    steps: tally(sections.flatMap(({ steps }) => steps)),
    corrected: tests.filter(({ corrections }) => corrections.length > 0).length,
  };
}
