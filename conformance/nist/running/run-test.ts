import { DEFAULT_PATIENT, LOADED_FOR } from '../plans/dependencies.ts';
import { ACTOR_OPTIONS } from '../plans/options.ts';
import type { Section, TestPlan } from '../plans/test-plan.ts';
import { outcomeOf, type SectionOutcome, type StepOutcome, type TestOutcome } from './outcome.ts';
import type { RunContext, TestState } from './run-context.ts';
import { runStep } from './run-step.ts';

const FEED_SECTION = 'pif';
const FEED_STEP = 'step';

/** The patient that a test of the feed has admitted; a new one where there is no such test. */
function admittedPatient(test: string, { ledger, identifiers }: RunContext): string {
  const record = ledger.section(test, FEED_SECTION).find(({ step }) => step === FEED_STEP);
  return record?.reports.get('$patientid$') ?? identifiers.patientId();
}

async function runSection(
  section: Section,
  state: TestState,
  context: RunContext,
): Promise<{ outcome: SectionOutcome; patientId: string }> {
  const steps: StepOutcome[] = [];
  let { patientId } = state;
  let stopped = false;
  for (const step of section.steps) {
    if (stopped) {
      steps.push({ id: step.id, outcome: 'skipped', findings: [], milliseconds: 0 });
      continue;
    }
    const began = performance.now();
    const result = await runStep(step, { ...state, patientId }, context);
    patientId = result.patientId;
    stopped = result.findings.length > 0;
    steps.push({
      id: step.id,
      outcome: stopped ? 'failed' : 'passed',
      findings: result.findings,
      milliseconds: Math.round(performance.now() - began),
    });
  }
  return { outcome: { name: section.name, outcome: outcomeOf(steps), steps }, patientId };
}

/** Runs all sections of a test, in order; a section that fails does not stop those after it. */
export async function runTest(
  plan: TestPlan,
  corrections: readonly string[],
  context: RunContext,
): Promise<TestOutcome> {
  const loaded = LOADED_FOR[plan.id];
  let patientId = admittedPatient(loaded?.patient ?? DEFAULT_PATIENT, context);
  const symbols = Object.entries(loaded?.symbols ?? {}).map(([symbol, test]) => ({
    symbol,
    value: admittedPatient(test, context),
  }));
  const options = ACTOR_OPTIONS.filter(({ collection }) => plan.collections.includes(collection));
  const xua = options.some(({ name }) => name.endsWith('/xua'));
  const sections: SectionOutcome[] = [];
  for (const section of plan.sections) {
    const state = { test: plan.id, section: section.name, patientId, symbols, xua };
    const ran = await runSection(section, state, context);
    patientId = ran.patientId;
    sections.push(ran.outcome);
  }
  return {
    id: plan.id,
    title: plan.title,
    options: options.map(({ name }) => name),
    corrections,
    outcome: outcomeOf(sections),
    findings: sections.length === 0 ? ['the plan has no sections'] : [],
    sections,
  };
}
