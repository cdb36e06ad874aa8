import { expect } from 'chai';
import { GET_ASSOCIATIONS } from '../../../src/documents/queries/get-associations.ts';
import { GET_DOCUMENTS } from '../../../src/documents/queries/get-documents.ts';
import { GET_DOCUMENTS_AND_ASSOCIATIONS } from '../../../src/documents/queries/get-documents-and-associations.ts';
import { GET_FOLDER_AND_CONTENTS } from '../../../src/documents/queries/get-folder-and-contents.ts';
import { GET_FOLDERS } from '../../../src/documents/queries/get-folders.ts';
import { GET_FOLDERS_FOR_DOCUMENT } from '../../../src/documents/queries/get-folders-for-document.ts';
import { GET_RELATED_DOCUMENTS } from '../../../src/documents/queries/get-related-documents.ts';
import { GET_SUBMISSION_SET_AND_CONTENTS } from '../../../src/documents/queries/get-submission-set-and-contents.ts';
import { GET_SUBMISSION_SETS } from '../../../src/documents/queries/get-submission-sets.ts';
import { isRefusal } from '../../../src/errors.ts';
import { DEPRECATED, ON_DEMAND } from '../../../src/model/document-entry.ts';
import { parseCx } from '../../../src/model/hl7v2.ts';
import { APND, HAS_MEMBER, RPLC, XFRM } from '../../../src/model/submission.ts';
import { expectOneFault, told } from '../../support/faults.ts';
import type { Slot } from '../../support/registry-desk.ts';
import { OTHER_PATIENT, PATIENT, uniqueIdOf } from '../../support/registry-lot.ts';
import { openSchema } from '../../support/xds-schema.ts';
import { FORMATS, LEVELS, type QueryHouse, queryHouse } from './query-house.ts';

const ABSENT = 'urn:uuid:00000000-0000-4000-8000-000000000000';
const XDSMS = `('urn:ihe:pcc:xds-ms:2007^^${FORMATS}')`;
const MODERATE = `('M^^${LEVELS}')`;
const LOW = `('L^^${LEVELS}')`;

describe('given a registry that is asked by ids', () => {
  let house: QueryHouse;
  before(async () => {
    house = await queryHouse();
  });
  after(() => house.close());

  const list = (values: readonly string[]) => `(${values.map((value) => `'${value}'`).join(',')})`;
  const ids = (name: string, ...names: string[]): Slot => [name, list(names.map((one) => house.uuid(one)))];
  const uniqueIds = (name: string, ...names: string[]): Slot => [name, list(names.map(uniqueIdOf))];
  /** The same query by each kind of id. */
  const either = async (
    query: string,
    parameters: readonly [id: string, uniqueId: string],
    names: readonly string[],
    ...slots: readonly Slot[]
  ) => {
    const found = await house.names(query, ids(parameters[0], ...names), ...slots);
    expect(await house.names(query, uniqueIds(parameters[1], ...names), ...slots)).to.deep.equal(found);
    expect(await house.idNames(query, ids(parameters[0], ...names), ...slots)).to.deep.equal(found);
    return found;
  };

  const ENTRY = ['$XDSDocumentEntryEntryUUID', '$XDSDocumentEntryUniqueId'] as const;
  const FOLDER = ['$XDSFolderEntryUUID', '$XDSFolderUniqueId'] as const;
  const SET = ['$XDSSubmissionSetEntryUUID', '$XDSSubmissionSetUniqueId'] as const;
  const related = (...types: string[]): Slot => ['$AssociationTypes', list(types)];

  it('then GetDocuments gives the documents, whatever their status', async () => {
    expect(await either(GET_DOCUMENTS, ENTRY, ['Alpha', 'Beta'])).to.deep.equal(['Alpha', 'Beta']);
  });
  it('then GetDocuments takes values in several Values, UUIDs in any case, and logical ids', async () => {
    const upper = (name: string) => `('${house.uuid(name).toUpperCase().replace('URN:UUID', 'urn:uuid')}')`;
    expect(await house.names(GET_DOCUMENTS, [ENTRY[0], upper('Alpha'), upper('Beta')])).to.deep.equal([
      'Alpha',
      'Beta',
    ]);
    expect(await house.names(GET_DOCUMENTS, ids('$XDSDocumentEntryLogicalID', 'Alpha'))).to.deep.equal([
      'Alpha',
    ]);
  });
  it('then GetDocuments gives nothing for what is no document', async () => {
    expect(await house.names(GET_DOCUMENTS, ids(ENTRY[0], 'Lot1', 'One'))).to.deep.equal([]);
  });

  it('then GetFolders gives the folders', async () => {
    expect(await either(GET_FOLDERS, FOLDER, ['One', 'Two'])).to.deep.equal(['One', 'Two']);
    expect(await house.names(GET_FOLDERS, ids('$XDSFolderLogicalID', 'One'))).to.deep.equal(['One']);
  });

  it('then GetAssociations gives what has one of the objects at an end', async () => {
    expect(await house.names(GET_ASSOCIATIONS, ids('$uuid', 'Alpha'))).to.deep.equal([
      'Gamma RPLC Alpha',
      'Lot1 HasMember Alpha',
      'One HasMember Alpha',
    ]);
    expect(await house.idNames(GET_ASSOCIATIONS, ids('$uuid', 'Delta', 'Lot3'))).to.deep.equal([
      'Delta APND Beta',
      'Lot3 HasMember Delta',
      'Lot3 HasMember Gamma',
    ]);
  });
  it('then GetAssociations by a status keeps to it', async () => {
    const status: Slot = ['$XDSAssociationStatus', list([DEPRECATED])];
    expect(await house.names(GET_ASSOCIATIONS, ids('$uuid', 'Alpha'), status)).to.deep.equal([]);
  });

  it('then GetDocumentsAndAssociations gives the documents and what has them at an end', async () => {
    expect(await either(GET_DOCUMENTS_AND_ASSOCIATIONS, ENTRY, ['Alpha'])).to.deep.equal([
      'Alpha',
      'Gamma RPLC Alpha',
      'Lot1 HasMember Alpha',
      'One HasMember Alpha',
    ]);
  });

  it('then GetSubmissionSets gives the sets that hold the objects, in Original and by Reference', async () => {
    expect(await house.names(GET_SUBMISSION_SETS, ids('$uuid', 'Gamma'))).to.deep.equal([
      'Lot2',
      'Lot2 HasMember Gamma',
      'Lot3',
      'Lot3 HasMember Gamma',
    ]);
    expect(await house.idNames(GET_SUBMISSION_SETS, ids('$uuid', 'Alpha', 'Beta', 'One'))).to.deep.equal([
      'Lot1',
      'Lot1 HasMember Alpha',
      'Lot1 HasMember Beta',
      'Lot1 HasMember One',
    ]);
  });

  describe('with GetSubmissionSetAndContents', () => {
    const contents = (...slots: readonly Slot[]) =>
      either(GET_SUBMISSION_SET_AND_CONTENTS, SET, ['Lot1'], ...slots);
    const whole = [
      'Alpha',
      'Beta',
      'Lot1',
      'Lot1 HasMember (One HasMember Alpha)',
      'Lot1 HasMember Alpha',
      'Lot1 HasMember Beta',
      'Lot1 HasMember One',
      'One',
      'One HasMember Alpha',
    ];
    const without = (name: string) => whole.filter((one) => !one.includes(name));

    it('then a set, its documents and folders, and what ties them', async () => {
      expect(await contents()).to.deep.equal(whole);
    });
    it('then only what has both ends in the answer', async () => {
      expect(await either(GET_SUBMISSION_SET_AND_CONTENTS, SET, ['Lot2'])).to.deep.equal([
        'Gamma',
        'Lot2',
        'Lot2 HasMember Gamma',
        'Lot2 HasMember Two',
        'Two',
      ]);
    });
    it('then documents by Reference too', async () => {
      expect(await either(GET_SUBMISSION_SET_AND_CONTENTS, SET, ['Lot3'])).to.deep.equal([
        'Delta',
        'Gamma',
        'Lot3',
        'Lot3 HasMember Delta',
        'Lot3 HasMember Gamma',
      ]);
    });
    it('then by format', async () => {
      expect(await contents(['$XDSDocumentEntryFormatCode', XDSMS])).to.deep.equal(without('Alpha'));
    });
    it('then by confidentiality, each that is demanded', async () => {
      const confidentiality = '$XDSDocumentEntryConfidentialityCode';
      expect(await contents([confidentiality, MODERATE])).to.deep.equal(without('Alpha'));
      expect(await contents([confidentiality, MODERATE], [confidentiality, LOW])).to.deep.equal(
        without('Alpha').filter((one) => !one.includes('Beta')),
      );
    });
    it('then by kind of document', async () => {
      expect(await contents(['$XDSDocumentEntryType', list([ON_DEMAND])])).to.deep.equal([
        'Lot1',
        'Lot1 HasMember One',
        'One',
      ]);
    });
    it('then nothing of a set that is not there', async () => {
      expect(await house.names(GET_SUBMISSION_SET_AND_CONTENTS, [SET[0], `'${ABSENT}'`])).to.deep.equal([]);
    });
  });

  describe('with GetFolderAndContents', () => {
    const contents = (...slots: readonly Slot[]) =>
      either(GET_FOLDER_AND_CONTENTS, FOLDER, ['One'], ...slots);

    it('then a folder, its documents, and their memberships', async () => {
      expect(await contents()).to.deep.equal([
        'Alpha',
        'Gamma',
        'One',
        'One HasMember Alpha',
        'One HasMember Gamma',
      ]);
    });
    it('then by format, confidentiality and kind', async () => {
      expect(await contents(['$XDSDocumentEntryFormatCode', XDSMS])).to.deep.equal(['One']);
      expect(await contents(['$XDSDocumentEntryConfidentialityCode', MODERATE])).to.deep.equal(['One']);
      expect(await contents(['$XDSDocumentEntryConfidentialityCode', LOW])).to.have.length(5);
      expect(await contents(['$XDSDocumentEntryType', list([ON_DEMAND])])).to.deep.equal(['One']);
    });
  });

  it('then GetFoldersForDocument gives the folders of one document', async () => {
    expect(await either(GET_FOLDERS_FOR_DOCUMENT, ENTRY, ['Gamma'])).to.deep.equal(['One']);
    expect(await either(GET_FOLDERS_FOR_DOCUMENT, ENTRY, ['Delta'])).to.deep.equal([]);
  });

  describe('with GetRelatedDocuments', () => {
    const of = (name: string, ...slots: readonly Slot[]) =>
      either(GET_RELATED_DOCUMENTS, ENTRY, [name], ...slots);

    it('then both documents of each relationship asked for, whichever end is given', async () => {
      for (const end of ['Alpha', 'Gamma']) {
        expect(await of(end, related(RPLC))).to.deep.equal(['Alpha', 'Gamma', 'Gamma RPLC Alpha']);
      }
      expect(await of('Beta', related(XFRM, APND))).to.deep.equal(['Beta', 'Delta', 'Delta APND Beta']);
    });
    it('then nothing, not even the document, where there is no such relationship', async () => {
      expect(await of('Alpha', related(APND))).to.deep.equal([]);
    });
    it('then sets and folders are no related documents', async () => {
      expect(await of('Beta', related(HAS_MEMBER))).to.deep.equal([]);
    });
    it('then by kind of document', async () => {
      expect(await of('Alpha', related(RPLC), ['$XDSDocumentEntryType', list([ON_DEMAND])])).to.deep.equal(
        [],
      );
    });
    it('then the relationships may not be left out', async () => {
      expectOneFault(
        await house.ask(GET_RELATED_DOCUMENTS, [ids(ENTRY[0], 'Alpha')]),
        'XDSStoredQueryMissingParam',
        '$AssociationTypes',
      );
    });
  });

  for (const [name, query, [id, uniqueId], single] of [
    ['GetDocuments', GET_DOCUMENTS, ENTRY, false],
    ['GetFolders', GET_FOLDERS, FOLDER, false],
    ['GetDocumentsAndAssociations', GET_DOCUMENTS_AND_ASSOCIATIONS, ENTRY, false],
    ['GetSubmissionSetAndContents', GET_SUBMISSION_SET_AND_CONTENTS, SET, true],
    ['GetFolderAndContents', GET_FOLDER_AND_CONTENTS, FOLDER, true],
    ['GetFoldersForDocument', GET_FOLDERS_FOR_DOCUMENT, ENTRY, true],
    ['GetRelatedDocuments', GET_RELATED_DOCUMENTS, ENTRY, true],
  ] as const) {
    it(`then ${name} needs one kind of id and no more`, async () => {
      expectOneFault(await house.ask(query, []), 'XDSStoredQueryMissingParam', id, uniqueId);
      const both: Slot[] = [
        [id, list([ABSENT])],
        [uniqueId, list(['1.2.3'])],
      ];
      expectOneFault(await house.ask(query, both), 'XDSStoredQueryParamNumber', id, uniqueId);
    });
    if (!single) continue;
    it(`then ${name} speaks of one object only`, async () => {
      const two: Slot[] = [[id, list([ABSENT, ABSENT])], related(RPLC)];
      expectOneFault(await house.ask(query, two), 'XDSStoredQueryParamNumber', id);
    });
  }

  for (const [name, query] of [
    ['GetAssociations', GET_ASSOCIATIONS],
    ['GetSubmissionSets', GET_SUBMISSION_SETS],
  ] as const) {
    it(`then ${name} needs the objects`, async () => {
      expectOneFault(await house.ask(query, []), 'XDSStoredQueryMissingParam', '$uuid');
    });
  }

  for (const [name, query, slots, number] of [
    ['documents', GET_DOCUMENTS, () => [ids(ENTRY[0], 'Alpha', 'Epsilon')], 2],
    ['folders', GET_FOLDERS, () => [ids(FOLDER[0], 'One', 'Three')], 2],
    ['submission sets', GET_SUBMISSION_SETS, () => [ids('$uuid', 'Alpha', 'Epsilon')], 4],
  ] as const) {
    it(`then ${name} of several patients leave as ids only`, async () => {
      expect(told(await house.ask(query, slots()))).to.deep.equal([
        'XDSResultNotSinglePatient Le résultat concerne plusieurs patients.',
      ]);
      expect(await house.idNames(query, ...slots())).to.have.length(number);
    });
  }

  /** The trace that stands last in the journal of a patient. */
  const lastOf = async (cx: string) => {
    const { records, events } = house.house.store;
    const { value, authority } = parseCx(cx);
    const record = await records.byIdentifier(value, authority);
    return (await events.ofPatient(record!.patient.key, { limit: 1, offset: 0 }))[0];
  };

  it('then ids of several patients leave a trace with each, with the own documents alone', async () => {
    await house.idNames(GET_DOCUMENTS, ids(ENTRY[0], 'Alpha', 'Epsilon'));
    for (const [patientId, document] of [
      [PATIENT, 'Alpha'],
      [OTHER_PATIENT, 'Epsilon'],
    ] as const) {
      expect(await lastOf(patientId)).to.deep.include({
        type: 'ITI-18',
        granted: true,
        documents: [uniqueIdOf(document)],
      });
    }
  });

  it('then metadata of several patients that are refused leave a trace with each', async () => {
    await house.ask(GET_DOCUMENTS, [ids(ENTRY[0], 'Alpha', 'Epsilon')]);
    for (const patientId of [PATIENT, OTHER_PATIENT]) {
      expect(await lastOf(patientId)).to.deep.include({
        type: 'ITI-18',
        granted: false,
        reason: 'XDSResultNotSinglePatient',
        documents: [],
      });
    }
  });

  it('then every kind of object in an answer is valid by query.xsd', async function () {
    const validate = await openSchema(this, 'query.xsd');
    for (const returnType of ['LeafClass', 'ObjectRef']) {
      const answer = await house.ask(GET_SUBMISSION_SET_AND_CONTENTS, [ids(SET[0], 'Lot1')], returnType);
      if (isRefusal(answer)) return expect.fail(told(answer).join());
      validate(answer.body.text);
    }
  });
});
