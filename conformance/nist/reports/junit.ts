import { type Markup, storedMarkup, xml } from '../../../src/xml/write.ts';
import type { SectionOutcome, TestOutcome } from '../running/outcome.ts';

/** Characters that XML cannot carry, which a server may still have sent. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/g;

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function caseOf(runner: string, test: TestOutcome, { name, outcome, steps }: SectionOutcome): Markup {
  const time = seconds(steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  const findings = steps.flatMap((step) => step.findings.map((finding) => `${step.id}: ${finding}`));
  const [first = 'failed'] = findings;
  const failure =
    outcome === 'passed'
      ? undefined
      : xml`<failure message="${clean(first)}">${clean(findings.join('\n'))}</failure>`;
  return xml`<testcase classname="${runner}.${test.id}" name="${name}" time="${time}">${failure}</testcase>`;
}

function clean(text: string): string {
  return text.replaceAll(FORBIDDEN, '\ufffd');
}

function suite(runner: string, test: TestOutcome): Markup {
  const cases = test.sections.map((section) => caseOf(runner, test, section));
  const broken = test.findings.map(
    (finding) =>
      xml`<testcase classname="${runner}.${test.id}" name="plan"><failure message="${clean(finding)}"/></testcase>`,
  );
  const failures = test.sections.filter(({ outcome }) => outcome !== 'passed').length + broken.length;
  return xml`<testsuite name="${test.id} ${clean(test.title)}" tests="${cases.length + broken.length}" failures="${failures}">${broken}${cases}</testsuite>`;
}

/** The run as JUnit XML: a suite for each test, a case for each of its sections. @param runner whose tests they are. */
export function junitReport(tests: readonly TestOutcome[], runner = 'nist'): string {
  const suites = storedMarkup(tests.map((test) => suite(runner, test).text).join('\n'));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml`<testsuites name="${runner}">${suites}</testsuites>`.text}\n`;
}
