import { ACTOR_OPTIONS } from '../plans/options.ts';
import type { TestOutcome } from '../running/outcome.ts';
import { talliesOf } from './tally.ts';

const LONGEST_FINDING = 300;

/** A finding in one line of bearable length. */
export function short(finding: string): string {
  const line = finding.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST_FINDING ? `${line.slice(0, LONGEST_FINDING)}…` : line;
}

/** A line for a test, and one for each thing that is wrong with it. */
export function testLines(test: TestOutcome, isWanted: boolean): string[] {
  const kind = isWanted ? test.options.join(', ') : 'needed by others';
  const corrected = test.corrections.length > 0 ? ' (as corrected)' : '';
  const steps = test.sections.flatMap((section) =>
    section.steps.flatMap(({ id, findings }) =>
      findings.map((finding) => `          ${section.name}/${id}: ${short(finding)}`),
    ),
  );
  return [
    `${test.outcome === 'passed' ? 'passed' : 'FAILED'}  ${test.id}  ${kind}  ${test.title}${corrected}`,
    ...test.findings.map((finding) => `          ${short(finding)}`),
    ...steps,
  ];
}

/** The end of a run: how much of what passed, and `N passed, N failed` as the last line. */
export function closingLines(tests: readonly TestOutcome[]): string[] {
  const { tests: all, sections, steps, corrected } = talliesOf(tests);
  const byOption = ACTOR_OPTIONS.flatMap(({ name }) => {
    const its = talliesOf(tests.filter(({ options }) => options.includes(name))).tests;
    return its.all === 0 ? [] : [`${name.padEnd(30)} ${its.passed} of ${its.all}`];
  });
  return [
    '',
    ...byOption,
    '',
    `tests    ${all.passed} of ${all.all}, ${all.all - corrected} as shipped and ${corrected} as corrected`,
    `sections ${sections.passed} of ${sections.all}`,
    `steps    ${steps.passed} of ${steps.all}`,
    '',
    `${all.passed} passed, ${all.all - all.passed} failed`,
  ];
}
