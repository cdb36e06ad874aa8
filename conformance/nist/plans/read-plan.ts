import { parseXml } from '../../../src/xml/parse.ts';
import { attribute, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import { PlanError } from '../plan-error.ts';
import type { PlanFiles } from './plan-files.ts';
import { readInstruction } from './read-instruction.ts';
import type { ExpectedStatus, Section, Step, TestPlan, Use } from './test-plan.ts';

const STATUSES: readonly ExpectedStatus[] = ['Success', 'Failure', 'PartialSuccess', 'Fault'];

function readStatuses(value: string): ExpectedStatus[] {
  return value.split(',').map((each) => {
    const found = STATUSES.find((status) => status.toLowerCase() === each.trim().toLowerCase());
    if (found === undefined) throw new PlanError(`ExpectedStatus ${each.trim()} is not understood`);
    return found;
  });
}

function readStep(node: XmlElement): Step {
  let statuses: ExpectedStatus[] = [];
  const step = {
    expectedErrorCode: undefined as string | undefined,
    expectedErrorMessage: undefined as string | undefined,
    newPatientId: false,
    altPatientId: false,
    instruction: undefined as Step['instruction'],
  };
  for (const child of elements(node)) {
    const said = text(child).trim();
    if (child.local === 'ExpectedStatus') statuses = readStatuses(said);
    else if (child.local === 'ExpectedErrorCode') step.expectedErrorCode = said || undefined;
    else if (child.local === 'ExpectedErrorMessage') step.expectedErrorMessage = said || undefined;
    else if (child.local === 'NewPatientId') step.newPatientId = true;
    else if (child.local === 'AltPatientId') step.altPatientId = true;
    else if (child.local.endsWith('Transaction')) {
      if (step.instruction !== undefined) throw new PlanError('two transactions in one step');
      step.instruction = readInstruction(child);
    } else if (!['Rule', 'Goal', 'Standard'].includes(child.local)) {
      throw new PlanError(`${child.local} is not understood`);
    }
  }
  const id = attribute(node, 'id');
  if (id === undefined) throw new PlanError('a step without id');
  return { id, expectedStatus: statuses, ...step };
}

function readSection(files: PlanFiles, test: string, name: string): Section {
  try {
    const root = parseXml(files.text(test, name, 'testplan.xml').trimStart());
    return { name, steps: elements(root, 'TestStep').map(readStep) };
  } catch (error) {
    throw new PlanError(`${test}/${name}: ${error instanceof Error ? error.message : error}`);
  }
}

/** The other test that a use points into, if it does. */
function otherTest(use: Use): string | undefined {
  if (use.kind === 'report') return use.test;
  return 'testdir' in use ? /^\.\.\/\.\.\/([^/]+)\//.exec(use.testdir ?? '')?.[1] : undefined;
}

/**
 * Reads one test of the toolkit.
 * @throws PlanError when a file of it is missing, or says something that this runner does not know.
 */
export function readPlan(files: PlanFiles, id: string): TestPlan {
  const sections = files.lines(id, 'index.idx').map((name) => readSection(files, id, name));
  const uses = sections.flatMap(({ steps }) => steps.flatMap(({ instruction }) => instruction?.uses ?? []));
  const others = new Set(uses.flatMap((use) => otherTest(use) ?? []));
  others.delete(id);
  return {
    id,
    title: files.lines(id, 'readme.txt')[0] ?? '',
    collections: files.lines(id, 'collections.txt').map((code) => code.replace('(xds)', '')),
    sections,
    dependsOn: [...others],
  };
}
