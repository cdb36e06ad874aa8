import type { XmlElement } from '../../../src/xml/tree.ts';
import { PlanError } from '../plan-error.ts';
import type { Expectation, Use } from '../plans/test-plan.ts';
import { documentEntryFindings } from './document-entries.ts';
import {
  countFindings,
  relationFindings,
  replacementFindings,
  type SubmissionShape,
  snapshotFindings,
  submissionFindings,
} from './patterns.ts';
import { type RegistryObjects, statusOf } from './registry-objects.ts';

type Check = (objects: RegistryObjects) => string[];

function allHave(kind: 'entries' | 'folders', status: string): Check {
  return (objects) =>
    objects[kind].some((each) => statusOf(each) !== status) ? [`not all ${kind} are ${status}`] : [];
}

function oneEntry(status: string): Check {
  return ({ entries }) => {
    const count = entries.filter((each) => statusOf(each) === status).length;
    return count === 1 ? [] : [`found ${count} ${status} entries, expected 1`];
  };
}

const setApproved: Check = ({ submissionSets: [set] }) => {
  if (set === undefined) return ['no SubmissionSet'];
  return statusOf(set) === 'Approved' ? [] : ['the SubmissionSet is not Approved'];
};

function submission(shape: SubmissionShape): Check {
  return (objects) => submissionFindings(objects, shape);
}

const NOTHING = { submissionSets: 0, entries: 0, folders: 0, associations: 0, others: 0 };
const ONE_DOCUMENT = submission({ entries: 1, folders: 0, associations: 1, inFolder: 0 });
const TWO_DOCUMENTS = submission({ entries: 2, folders: 0, associations: 2, inFolder: 0 });

/** Expectations without a number. */
const PATTERNS: Readonly<Record<string, Check>> = {
  SSwithOneDoc: (objects) => [...ONE_DOCUMENT(objects), ...setApproved(objects)],
  SSwithOneDocOnly: ONE_DOCUMENT,
  SSwithTwoDoc: (objects) => [...TWO_DOCUMENTS(objects), ...setApproved(objects)],
  SSwithTwoDocOnly: TWO_DOCUMENTS,
  SSwithOneFol: submission({ entries: 0, folders: 1, associations: 1, inFolder: 0 }),
  SSwithOneDocOneFol: submission({ entries: 1, folders: 1, associations: 4, inFolder: 1 }),
  SSwithTwoDocOneFol: submission({ entries: 2, folders: 1, associations: 7, inFolder: 2 }),
  SSwithTwoDocOneFolOneDocInFol: submission({ entries: 2, folders: 1, associations: 5, inFolder: 1 }),
  NoSubmissionSet: (objects) => countFindings(objects, { submissionSets: 0 }),
  NoDocument: (objects) => countFindings(objects, { entries: 0 }),
  None: (objects) => countFindings(objects, { ...NOTHING, references: 0 }),
  SSApproved: setApproved,
  DocApp: allHave('entries', 'Approved'),
  DocDep: allHave('entries', 'Deprecated'),
  OneDocApp: oneEntry('Approved'),
  OneDocDep: oneEntry('Deprecated'),
  FolApp: allHave('folders', 'Approved'),
  FolDep: allHave('folders', 'Deprecated'),
  HasRPLC: (objects) => relationFindings(objects, 'RPLC'),
  HasAPND: (objects) => relationFindings(objects, 'APND'),
  HasXFRM_RPLC: (objects) => relationFindings(objects, 'XFRM_RPLC'),
  HasSnapshotPattern: snapshotFindings,
  DocRplcDoc: replacementFindings,
};

/** Expectations with a number. */
const COUNTS: Readonly<Record<string, (count: number) => Check>> = {
  Documents: (count) => (objects) => countFindings(objects, { entries: count }),
  Folders: (count) => (objects) => countFindings(objects, { folders: count }),
  SubmissionSets: (count) => (objects) => countFindings(objects, { submissionSets: count }),
  Associations: (count) => (objects) => countFindings(objects, { associations: count }),
  ObjectRefs: (count) => (objects) => countFindings(objects, { ...NOTHING, references: count }),
};

/**
 * What an answer lacks, or has too much, of the objects that its step expects.
 * @param valueOfUse the value of a `UseId` inside an expectation.
 * @throws PlanError for an expectation that this runner does not know.
 */
export function contentFindings(
  expected: readonly Expectation[],
  objects: RegistryObjects,
  valueOfUse: (use: Use) => string,
): string[] {
  return expected.flatMap(
    ({ name, count, element }: { name: string; count: number | undefined; element: XmlElement }) => {
      if (name === 'DocumentEntries') return documentEntryFindings(element, objects, valueOfUse);
      const counted = COUNTS[name];
      const check = counted === undefined ? PATTERNS[name] : counted(count ?? Number.NaN);
      if (check === undefined) throw new PlanError(`ExpectedContents: ${name} is not understood`);
      return check(objects).map((finding) => `${name}: ${finding}`);
    },
  );
}
