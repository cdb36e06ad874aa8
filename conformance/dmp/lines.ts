import { short } from '../nist/reports/lines.ts';
import type { TestOutcome } from '../nist/running/outcome.ts';

const WORDS = { passed: 'passed ', failed: 'FAILED ', skipped: 'skipped' } as const;

/** A line for a scenario, and one for each step of it that went wrong, or for why it was not played. */
export function scenarioLines({ id, title, outcome, findings, sections }: TestOutcome): string[] {
  const steps = sections.filter((section) => section.outcome === 'passed').length;
  const count = outcome === 'skipped' ? 'not played' : `${steps} of ${sections.length}`;
  return [
    `${WORDS[outcome]}  ${id.padEnd(13)}  ${title} (${count})`,
    ...findings.map((finding) => `          ${short(finding)}`),
    ...sections.flatMap((section) =>
      section.steps.flatMap((step) =>
        step.findings.map((finding) => `          ${section.name}: ${short(finding)}`),
      ),
    ),
  ];
}

/** The end of a run, `N passed, N failed` last. */
export function closingLines(outcomes: readonly TestOutcome[]): string[] {
  const count = (word: string) => outcomes.filter(({ outcome }) => outcome === word).length;
  const steps = outcomes.flatMap(({ sections }) => sections);
  const passed = steps.filter(({ outcome }) => outcome === 'passed').length;
  return [
    '',
    `steps      ${passed} of ${steps.length}`,
    `scenarios  ${count('passed')} of ${outcomes.length}, ${count('skipped')} skipped`,
    '',
    `${count('passed')} passed, ${count('failed')} failed`,
  ];
}
