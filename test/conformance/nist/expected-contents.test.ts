import { expect } from 'chai';
import { contentFindings } from '../../../conformance/nist/evaluation/expected-contents.ts';
import { registryObjects } from '../../../conformance/nist/evaluation/registry-objects.ts';
import { PlanError } from '../../../conformance/nist/plan-error.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { elements } from '../../../src/xml/tree.ts';
import {
  association,
  DEPRECATED,
  entry,
  FIRST,
  FOLDER,
  folder,
  lastAssociation,
  queryAnswer,
  reference,
  SECOND,
  SET,
  submissionSet,
} from './answers.ts';

function findings(expectation: string, objects: readonly string[]): string[] {
  const contents = parseXml(`<ExpectedContents>${expectation}</ExpectedContents>`);
  const expected = elements(contents).map((element) => {
    const count = element.attributes.find(({ name }) => name === 'count')?.value;
    return { name: element.local, count: count === undefined ? undefined : Number(count), element };
  });
  return contentFindings(expected, registryObjects(queryAnswer(objects)), (use) =>
    use.kind === 'id' ? use.id : '',
  );
}

function member(target: string): string {
  return association(SET, target);
}

/** A folder's HasMember, and the SubmissionSet's HasMember of that. */
function filed(target: string): string[] {
  const inFolder = association(FOLDER, target);
  return [inFolder, member(lastAssociation())];
}

const ONE = [submissionSet(), entry(FIRST), member(FIRST)];
const TWO = [...ONE, entry(SECOND), member(SECOND)];
const EMPTY_FOLDER = [folder(), member(FOLDER)];
const OLD = entry(FIRST, DEPRECATED);

/** Expectation, objects that meet it, and objects that do not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['<Documents count="1"/>', [entry(FIRST)], [entry(FIRST), entry(SECOND)]],
  ['<Folders count="1"/>', [folder()], []],
  ['<SubmissionSets count="1"/>', [submissionSet()], [folder()]],
  ['<Associations count="1"/>', [member(FIRST)], []],
  ['<ObjectRefs count="2"/>', [reference(FIRST), reference(SECOND)], [reference(FIRST)]],
  ['<ObjectRefs count="1"/>', [reference(FIRST)], [reference(FIRST), entry(FIRST)]],
  ['<None/>', [], [member(FIRST)]],
  ['<NoSubmissionSet/>', [entry(FIRST)], [submissionSet()]],
  ['<NoDocument/>', [submissionSet()], [entry(FIRST)]],
  ['<SSApproved/>', [submissionSet()], [submissionSet(SET, DEPRECATED)]],
  ['<SSApproved/>', [submissionSet()], []],
  ['<DocApp/>', [entry(FIRST)], [entry(FIRST), OLD]],
  ['<DocDep/>', [OLD], [entry(FIRST)]],
  ['<OneDocApp/>', [entry(SECOND), OLD], [OLD]],
  ['<OneDocDep/>', [entry(SECOND), OLD], [entry(SECOND)]],
  ['<FolApp/>', [folder()], [folder(FOLDER, DEPRECATED)]],
  ['<FolDep/>', [folder(FOLDER, DEPRECATED)], [folder()]],
  ['<SSwithOneDoc/>', ONE, [submissionSet(SET, DEPRECATED), ...ONE.slice(1)]],
  ['<SSwithOneDoc/>', ONE, [...ONE.slice(0, 2), association(SET, SECOND)]],
  ['<SSwithOneDoc/>', ONE, [...ONE.slice(0, 2), association(FIRST, SET)]],
  ['<SSwithOneDoc/>', ONE, TWO],
  ['<SSwithTwoDoc/>', TWO, [...TWO.slice(0, 4), member(FIRST)]],
  ['<SSwithOneFol/>', [submissionSet(), ...EMPTY_FOLDER], [submissionSet(), folder()]],
  ['<SSwithOneDocOneFol/>', [...ONE, ...EMPTY_FOLDER, ...filed(FIRST)], [...ONE, ...EMPTY_FOLDER]],
  [
    '<SSwithOneDocOneFol/>',
    [...ONE, ...EMPTY_FOLDER, ...filed(FIRST)],
    [...ONE, ...EMPTY_FOLDER, association(FOLDER, FIRST), member(SECOND)],
  ],
  [
    '<SSwithTwoDocOneFol/>',
    [...TWO, ...EMPTY_FOLDER, ...filed(FIRST), ...filed(SECOND)],
    [...TWO, ...EMPTY_FOLDER, ...filed(FIRST), ...filed(FIRST)],
  ],
  [
    '<SSwithTwoDocOneFolOneDocInFol/>',
    [...TWO, ...EMPTY_FOLDER, ...filed(FIRST)],
    [...TWO, ...EMPTY_FOLDER, association(FOLDER, FIRST), association(FOLDER, SECOND)],
  ],
  ['<HasRPLC/>', [association(SECOND, FIRST, 'RPLC')], [association(SECOND, FIRST, 'APND')]],
  [
    '<HasAPND/>',
    [association(SECOND, FIRST, 'APND')],
    [association(SECOND, FIRST, 'APND'), association(SET, FIRST, 'APND')],
  ],
  ['<HasXFRM_RPLC/>', [association(SECOND, FIRST, 'XFRM_RPLC')], []],
  [
    '<DocRplcDoc/>',
    [entry(SECOND), OLD, association(SECOND, FIRST, 'RPLC')],
    [entry(SECOND), OLD, association(FIRST, SECOND, 'RPLC')],
  ],
  [
    '<HasSnapshotPattern/>',
    [
      entry(FIRST),
      entry(SECOND).replace('7edca82f-054d-47f2-a032-9b2a5b5186c1', '34268e47-fdf5-41a6-ba33-82133c465248'),
      association(FIRST, SECOND, 'IsSnapshotOf'),
    ],
    [entry(FIRST), entry(SECOND), association(FIRST, SECOND, 'IsSnapshotOf')],
  ],
];

function named(selection: string, ...ids: string[]): string {
  const entries = ids.map(
    (id) =>
      `<DocumentEntry><UseId step="s" section="AssignedUuids" id="${id}" symbol="$x$"/><DocumentEntryType>urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1</DocumentEntryType></DocumentEntry>`,
  );
  return `<DocumentEntries><${selection}>${entries.join('')}</${selection}></DocumentEntries>`;
}

describe('given the objects that a step expects', () => {
  for (const [at, [expectation, right, wrong]] of CASES.entries()) {
    it(`then ${expectation} is met by what it describes and by nothing else (${at + 1})`, () => {
      expect(findings(expectation, right)).to.deep.equal([]);
      expect(findings(expectation, wrong)).to.not.deep.equal([]);
    });
  }

  it('then entries that must be there, alone, or not at all are told apart', () => {
    const both = [entry(FIRST), entry(SECOND)];
    expect(findings(named('Include', FIRST), both)).to.deep.equal([]);
    expect(findings(named('Include', FIRST), [entry(SECOND)])).to.have.length(1);
    expect(findings(named('MustOnlyInclude', FIRST, SECOND), both)).to.deep.equal([]);
    expect(findings(named('MustOnlyInclude', FIRST), both)).to.have.length(1);
    expect(findings(named('Exclude', FIRST), [entry(SECOND)])).to.deep.equal([]);
    expect(findings(named('Exclude', FIRST), both)).to.have.length(1);
  });

  it('then an entry of another type is wrong', () => {
    const onDemand = entry(FIRST).replace('7edca82f', '34268e47');
    expect(findings(named('Include', FIRST), [onDemand])).to.have.length(1);
  });

  it('then an expectation that nobody knows stops the step', () => {
    expect(() => findings('<SSwithThreeDoc/>', [])).to.throw(PlanError);
    expect(() => findings(named('Perhaps', FIRST), [])).to.throw(PlanError);
  });
});
