import type { TestOutcome } from '../running/outcome.ts';
import { talliesOf } from './tally.ts';

/** The whole run as JSON: the counts, then every test with its sections, steps and findings. */
export function jsonReport(target: string, tests: readonly TestOutcome[]): string {
  return `${JSON.stringify({ target, counts: talliesOf(tests), tests }, undefined, 2)}\n`;
}
