import { attribute, element, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import { PlanError } from '../plan-error.ts';
import type { Assertion, Expectation, Instruction, ReportRequest, StepPointer, Use } from './test-plan.ts';

/** Elements that say nothing a runner has to do, the version of the transaction among them: all are XDS.b over SOAP 1.2. */
const SILENT = new Set(['XDSb', 'SOAP12', 'NoMetadata', 'NoConvert', 'InteractionSequence', 'Standard']);
const READ_ELSEWHERE = new Set([
  'MetadataFile',
  'NoPatientId',
  'NoAssignUids',
  'AssignUuids',
  'ParseMetadata',
  'CleanParams',
  'NoMTOM',
  'WaitBefore',
  'Document',
  'Report',
  'ExpectedContents',
  'Assertions',
  'ReferenceDocument',
  'ReferenceMetadata',
  'ExpectedMimeType',
  'CreateNewPatientId',
  'PatientID',
]);
const USES = new Set([
  'UseId',
  'UseReport',
  'UseXPath',
  'UseObjectRef',
  'UseRepositoryUniqueId',
  'AssignNewUuid',
]);

function demanded(node: XmlElement, name: string): string {
  const value = attribute(node, name);
  if (value === undefined || value === '') throw new PlanError(`${node.local} without ${name}`);
  return value;
}

function words(node: XmlElement | undefined): string | undefined {
  const value = text(node).trim();
  return value === '' ? undefined : value;
}

function pointer(node: XmlElement): StepPointer {
  return { testdir: attribute(node, 'testdir') || undefined, step: demanded(node, 'step') };
}

/** Reads one element of linkage. @throws PlanError when it says too little. */
export function readUse(node: XmlElement): Use {
  switch (node.local) {
    case 'UseId': {
      const symbol = demanded(node, 'symbol');
      const value = attribute(node, 'value');
      if (value !== undefined) return { kind: 'value', symbol, value };
      const list = demanded(node, 'section');
      return { kind: 'id', symbol, list, id: demanded(node, 'id'), ...pointer(node) };
    }
    case 'UseReport':
      return {
        kind: 'report',
        symbol: demanded(node, 'useAs'),
        test: attribute(node, 'test'),
        section: demanded(node, 'section'),
        step: demanded(node, 'step'),
        report: demanded(node, 'reportName'),
      };
    case 'UseXPath':
      return {
        kind: 'xpath',
        symbol: demanded(node, 'symbol'),
        xpath: text(node).trim(),
        ...pointer(node),
      };
    case 'UseObjectRef':
      return {
        kind: 'object-ref',
        symbol: demanded(node, 'symbol'),
        index: Number(attribute(node, 'index') ?? '0'),
        ...pointer(node),
      };
    case 'UseRepositoryUniqueId':
      return { kind: 'repository', symbol: demanded(node, 'symbol'), ...pointer(node) };
    default:
      return { kind: 'new-uuid', symbol: demanded(node, 'symbol') };
  }
}

function readReport(node: XmlElement): ReportRequest {
  return { name: demanded(node, 'name'), section: demanded(node, 'section'), xpath: text(node).trim() };
}

function readExpectation(node: XmlElement): Expectation {
  const count = attribute(node, 'count');
  return { name: node.local, count: count === undefined ? undefined : Number(count), element: node };
}

function readAssertions(node: XmlElement): Assertion[] {
  for (const data of elements(node, 'DataRef')) {
    if (attribute(data, 'file') !== 'THIS') throw new PlanError('assertions on another file than the log');
  }
  return elements(node, 'Assert').map((each) => ({ id: demanded(each, 'id'), xpath: text(each).trim() }));
}

/**
 * Reads the element of a transaction.
 * @throws PlanError when it holds an element that this runner does not know: nothing of a plan is skipped in silence.
 */
export function readInstruction(node: XmlElement): Instruction {
  for (const { local } of elements(node)) {
    if (!SILENT.has(local) && !READ_ELSEWHERE.has(local) && !USES.has(local)) {
      throw new PlanError(`${node.local}: ${local} is not understood`);
    }
  }
  const has = (local: string) => element(node, local) !== undefined;
  const kept = elements(node, 'NoAssignUids').map((each) => attribute(each, 'id') ?? '');
  const wait = Number(words(element(node, 'WaitBefore')) ?? '0');
  if (!Number.isFinite(wait)) throw new PlanError(`${node.local}: WaitBefore is no number`);
  const reference = element(node, 'ReferenceMetadata');
  const contents = element(node, 'ExpectedContents');
  const assertions = element(node, 'Assertions');
  return {
    transaction: node.local,
    metadataFile: words(element(node, 'MetadataFile')),
    assignPatientId: !has('NoPatientId'),
    assignUniqueIds: !kept.includes(''),
    keepUniqueIdOf: kept.filter((id) => id !== ''),
    keptSchemes: elements(node, 'AssignUuids').flatMap((each) =>
      elements(each, 'Exclude').map((excluded) => demanded(excluded, 'value')),
    ),
    assignUuids: has('AssignUuids'),
    parseMetadata: words(element(node, 'ParseMetadata')) !== 'False',
    cleanParameters: has('CleanParams'),
    mtom: !has('NoMTOM'),
    waitMilliseconds: wait,
    documents: elements(node, 'Document').map((each) => ({
      id: demanded(each, 'id'),
      file: text(each).trim(),
    })),
    uses: elements(node)
      .filter(({ local }) => USES.has(local))
      .map(readUse),
    reports: elements(node, 'Report').map(readReport),
    expectedContents: contents === undefined ? [] : elements(contents).map(readExpectation),
    assertions: assertions === undefined ? [] : readAssertions(assertions),
    referenceDocuments: elements(node, 'ReferenceDocument').map((each) => ({
      uid: demanded(each, 'uid'),
      file: text(each).trim(),
    })),
    referenceMetadata: reference === undefined ? undefined : pointer(reference),
    expectedMimeType: words(element(node, 'ExpectedMimeType')),
    createPatientId: has('CreateNewPatientId'),
    namedPatientId: words(element(node, 'PatientID')),
  };
}
