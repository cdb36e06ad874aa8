import { expect } from 'chai';
import { FIND_DOCUMENTS } from '../../../src/documents/queries/find-documents.ts';
import { FIND_DOCUMENTS_BY_REFERENCE_ID } from '../../../src/documents/queries/find-documents-by-reference-id.ts';
import { FIND_FOLDERS } from '../../../src/documents/queries/find-folders.ts';
import { FIND_SUBMISSION_SETS } from '../../../src/documents/queries/find-submission-sets.ts';
import { GET_ALL } from '../../../src/documents/queries/get-all.ts';
import { ON_DEMAND } from '../../../src/model/document-entry.ts';
import { expectOneFault, told } from '../../support/faults.ts';
import type { Slot } from '../../support/registry-desk.ts';
import { FOLDER_CODES } from '../../support/registry-lot.ts';
import {
  ANY,
  APPROVED,
  DEPRECATED,
  EVENTS,
  FORMATS,
  LEVELS,
  LOINC,
  OPEN,
  patient,
  type QueryHouse,
  queryHouse,
  SHUT,
  SNOMED,
} from './query-house.ts';

type Case = readonly [what: string, slots: readonly Slot[], names: readonly string[]];

const entry = (name: string, ...values: string[]): Slot => [`$XDSDocumentEntry${name}`, ...values];
const set = (name: string, ...values: string[]): Slot => [`$XDSSubmissionSet${name}`, ...values];
const folder = (name: string, ...values: string[]): Slot => [`$XDSFolder${name}`, ...values];

const DOCUMENTS: readonly Case[] = [
  ['nothing more', [], ['Alpha', 'Beta', 'Delta', 'Gamma']],
  ['a class', [entry('ClassCode', `('51851-4^^${LOINC}')`)], ['Beta']],
  [
    'one of two classes',
    [entry('ClassCode', `('51851-4^^${LOINC}','57016-8^^${LOINC}')`)],
    ['Alpha', 'Beta', 'Delta', 'Gamma'],
  ],
  ['a class of another system', [entry('ClassCode', `('51851-4^^${SNOMED}')`)], []],
  ['a type', [entry('TypeCode', `('72134-0^^${LOINC}')`)], ['Beta']],
  ['a practice setting', [entry('PracticeSettingCode', `('225728007^^${SNOMED}')`)], ['Beta']],
  ['a kind of facility', [entry('HealthcareFacilityTypeCode', `('66280005^^${SNOMED}')`)], ['Beta']],
  ['a format', [entry('FormatCode', `('urn:ihe:pcc:xds-ms:2007^^${FORMATS}')`)], ['Beta']],
  [
    'one of two events',
    [entry('EventCodeList', `('${OPEN}^^${EVENTS}','${SHUT}^^${EVENTS}')`)],
    ['Alpha', 'Beta', 'Delta', 'Gamma'],
  ],
  [
    'both of two events',
    [entry('EventCodeList', `('${OPEN}^^${EVENTS}')`), entry('EventCodeList', `('${SHUT}^^${EVENTS}')`)],
    ['Beta'],
  ],
  ['a confidentiality', [entry('ConfidentialityCode', `('M^^${LEVELS}')`)], ['Beta']],
  [
    'both of two confidentialities',
    [entry('ConfidentialityCode', `('M^^${LEVELS}')`), entry('ConfidentialityCode', `('L^^${LEVELS}')`)],
    [],
  ],
  ['an author by pattern', [entry('AuthorPerson', "('%SHEPHERD%')")], ['Alpha', 'Delta', 'Gamma']],
  ['one of two authors', [entry('AuthorPerson', "('7^%','%DEREK')")], ['Alpha', 'Beta', 'Delta', 'Gamma']],
  ['a creation from its own time on', [entry('CreationTimeFrom', '20220102000000')], ['Delta', 'Gamma']],
  ['a creation up to and without its own time', [entry('CreationTimeTo', '20210102030405')], ['Beta']],
  [
    'a start of service between two times',
    [entry('ServiceStartTimeFrom', '2020'), entry('ServiceStartTimeTo', '202012')],
    ['Beta'],
  ],
  [
    'an end of service between two times',
    [entry('ServiceStopTimeFrom', '20210102'), entry('ServiceStopTimeTo', '2022')],
    ['Alpha', 'Delta', 'Gamma'],
  ],
  ['what is made on demand', [entry('Type', `('${ON_DEMAND}')`)], []],
  ['a level of metadata', [['$MetadataLevel', '1']], ['Alpha', 'Beta', 'Delta', 'Gamma']],
];

const SETS: readonly Case[] = [
  ['nothing more', [], ['Lot1', 'Lot2', 'Lot3']],
  ['a source', [set('SourceId', "('1.2.250.1.999.2')")], ['Lot2']],
  ['one of two sources', [set('SourceId', "('1.2.250.1.999.2','1.2.250.1.999.1')")], ['Lot1', 'Lot2']],
  ['a time from its own on', [set('SubmissionTimeFrom', '20210601')], ['Lot2', 'Lot3']],
  ['a time up to and without its own', [set('SubmissionTimeTo', '20210601')], ['Lot1']],
  ['a time between two', [set('SubmissionTimeFrom', '2021'), set('SubmissionTimeTo', '2022')], ['Lot2']],
  ['an author by pattern', [set('AuthorPerson', "'%SHEPHERD%'")], ['Lot2']],
  ['a kind of content', [set('ContentType', `('394747008^^${SNOMED}')`)], ['Lot2']],
  [
    'one of two kinds of content',
    [set('ContentType', `('394747008^^${SNOMED}','225728007^^${SNOMED}')`)],
    ['Lot1', 'Lot2', 'Lot3'],
  ],
  ['a kind of content of another system', [set('ContentType', `('394747008^^${LOINC}')`)], []],
];

const FOLDERS: readonly Case[] = [
  ['nothing more', [], ['One', 'Two']],
  ['a code', [folder('CodeList', `('Allergy_Treatments^^${FOLDER_CODES}')`)], ['Two']],
  [
    'one of two codes',
    [folder('CodeList', `('Allergy_Treatments^^${FOLDER_CODES}','Referrals^^${FOLDER_CODES}')`)],
    ['One', 'Two'],
  ],
  [
    'both of two codes',
    [
      folder('CodeList', `('Allergy_Treatments^^${FOLDER_CODES}')`),
      folder('CodeList', `('Referrals^^${FOLDER_CODES}')`),
    ],
    ['Two'],
  ],
  ['an update since', [folder('LastUpdateTimeFrom', '2026')], ['One', 'Two']],
  ['an update before', [folder('LastUpdateTimeTo', '2026')], []],
];

const LINKS = {
  lot1: ['(One HasMember Alpha)', 'Alpha', 'Beta', 'One'].map((name) => `Lot1 HasMember ${name}`),
  lot2: ['(One HasMember Gamma)', '(Two HasMember Beta)', 'Gamma', 'Two'].map(
    (name) => `Lot2 HasMember ${name}`,
  ),
  lot3: ['Delta', 'Gamma'].map((name) => `Lot3 HasMember ${name}`),
  folders: ['One HasMember Alpha', 'One HasMember Gamma', 'Two HasMember Beta'],
  relations: ['Delta APND Beta', 'Gamma RPLC Alpha'],
};
const EVERY_LINK = Object.values(LINKS).flat();

describe('given a registry that is searched by patient', () => {
  let house: QueryHouse;
  before(async () => {
    house = await queryHouse();
  });
  after(() => house.close());

  for (const [query, id, fixed, cases] of [
    [
      'FindDocuments',
      FIND_DOCUMENTS,
      [patient('$XDSDocumentEntryPatientId'), entry('Status', ANY)],
      DOCUMENTS,
    ],
    [
      'FindSubmissionSets',
      FIND_SUBMISSION_SETS,
      [patient('$XDSSubmissionSetPatientId'), set('Status', ANY)],
      SETS,
    ],
    ['FindFolders', FIND_FOLDERS, [patient('$XDSFolderPatientId'), folder('Status', ANY)], FOLDERS],
  ] as const) {
    for (const [what, slots, names] of cases) {
      it(`then ${query} by ${what} gives what is so, in full and as ids`, async () => {
        expect(await house.names(id, ...fixed, ...slots)).to.deep.equal(names);
        expect(await house.idNames(id, ...fixed, ...slots)).to.deep.equal(names);
      });
    }
    it(`then ${query} without its patient is refused`, async () => {
      expectOneFault(await house.ask(id, [fixed[1]]), 'XDSStoredQueryMissingParam', fixed[0][0]);
    });
    it(`then ${query} without a status is refused`, async () => {
      expectOneFault(await house.ask(id, [fixed[0]]), 'XDSStoredQueryMissingParam', fixed[1][0]);
    });
    it(`then ${query} by a status that nothing has gives nothing`, async () => {
      const submitted = `('urn:oasis:names:tc:ebxml-regrep:StatusType:Submitted')`;
      expectOneFault(await house.ask(id, [fixed[0], [fixed[1][0], submitted]]), 'XDSStoredQueryMissingParam');
    });
  }

  it('then FindDocuments keeps to the status asked for', async () => {
    const find = (status: string) =>
      house.names(FIND_DOCUMENTS, patient('$XDSDocumentEntryPatientId'), entry('Status', `('${status}')`));
    expect(await find(APPROVED)).to.deep.equal(['Beta', 'Delta', 'Gamma']);
    expect(await find(DEPRECATED)).to.deep.equal(['Alpha']);
  });

  it('then submission sets and folders are up to date, all of them', async () => {
    const deprecated = `('${DEPRECATED}')`;
    expect(
      await house.names(
        FIND_SUBMISSION_SETS,
        patient('$XDSSubmissionSetPatientId'),
        set('Status', deprecated),
      ),
    ).to.deep.equal([]);
    expect(
      await house.names(FIND_FOLDERS, patient('$XDSFolderPatientId'), folder('Status', deprecated)),
    ).to.deep.equal([]);
  });

  describe('by reference id', () => {
    const find = (...lists: readonly string[]) =>
      house.names(
        FIND_DOCUMENTS_BY_REFERENCE_ID,
        patient('$XDSDocumentEntryPatientId'),
        entry('Status', ANY),
        ...lists.map((list) => entry('ReferenceIdList', list)),
      );
    const id = (value: string) => `${value}^^^&1.2.250.1.999.8&ISO^urn:ihe:iti:xds:2013:accession`;

    it('then a whole id is what it is, an underscore in it too', async () => {
      expect(await find(`('${id('A_1')}')`)).to.deep.equal(['Beta']);
    });
    it('then part of an id is none', async () => {
      expect(await find("('A_1')")).to.deep.equal([]);
    });
    it('then a percent sign stands for anything', async () => {
      expect(await find("('A%')")).to.deep.equal(['Alpha', 'Beta', 'Delta', 'Gamma']);
      expect(await find("('%xds:2013%')", "('B%')")).to.deep.equal(['Beta']);
    });
    it('then one of several is enough, and every list must be met', async () => {
      expect(await find(`('${id('A_1')}','${id('AX1')}')`)).to.deep.equal([
        'Alpha',
        'Beta',
        'Delta',
        'Gamma',
      ]);
      expect(await find(`('${id('A_1')}')`, `('${id('AX1')}')`)).to.deep.equal([]);
    });
    it('then beside a pattern, another value is still a whole id', async () => {
      expect(await find(`('C%','${id('A_1')}')`)).to.deep.equal(['Beta']);
    });
    it('then it may not be left out', async () => {
      const answer = await house.ask(FIND_DOCUMENTS_BY_REFERENCE_ID, [
        patient('$XDSDocumentEntryPatientId'),
        entry('Status', ANY),
      ]);
      expectOneFault(answer, 'XDSStoredQueryMissingParam', '$XDSDocumentEntryReferenceIdList');
    });
    it('then everything else narrows it down as it does FindDocuments', async () => {
      expect(
        await house.names(
          FIND_DOCUMENTS_BY_REFERENCE_ID,
          patient('$XDSDocumentEntryPatientId'),
          entry('Status', `('${DEPRECATED}')`),
          entry('ReferenceIdList', "('A%')"),
        ),
      ).to.deep.equal(['Alpha']);
    });
  });

  describe('for everything', () => {
    const statuses = (documents = ANY, sets = ANY, folders = ANY): Slot[] => [
      entry('Status', documents),
      set('Status', sets),
      folder('Status', folders),
    ];
    const all = (...slots: readonly Slot[]) => house.names(GET_ALL, patient('$patientId'), ...slots);

    it('then GetAll gives all objects of the patient and what ties them', async () => {
      const objects = ['Alpha', 'Beta', 'Delta', 'Gamma', 'Lot1', 'Lot2', 'Lot3', 'One', 'Two'];
      expect(await all(...statuses())).to.deep.equal([...EVERY_LINK, ...objects].sort());
      expect(await house.idNames(GET_ALL, patient('$patientId'), ...statuses())).to.deep.equal(
        [...EVERY_LINK, ...objects].sort(),
      );
    });

    for (const [what, slots, left] of [
      ['a format', [entry('FormatCode', `('urn:ihe:pcc:xds-ms:2007^^${FORMATS}')`)], ['Beta']],
      ['a confidentiality', [entry('ConfidentialityCode', `('M^^${LEVELS}')`)], ['Beta']],
      ['documents made on demand', [entry('Type', `('${ON_DEMAND}')`)], []],
    ] as const) {
      it(`then GetAll by ${what} leaves the other documents out`, async () => {
        const found = await all(...statuses(), ...slots);
        expect(found.filter((name) => ['Alpha', 'Beta', 'Gamma', 'Delta'].includes(name))).to.deep.equal(
          left,
        );
        expect(found).to.include.members(['Lot1', 'Lot2', 'Lot3', 'One', 'Two']);
      });
    }

    it('then GetAll keeps to each of the three statuses', async () => {
      const deprecated = `('${DEPRECATED}')`;
      expect(await all(...statuses(deprecated, deprecated, deprecated))).to.deep.equal(
        ['Alpha', ...EVERY_LINK.filter((name) => / Alpha$/.test(name))].sort(),
      );
    });

    it('then GetAll by a status of associations keeps to it', async () => {
      const found = await all(...statuses(), ['$XDSAssociationStatus', `('${DEPRECATED}')`]);
      expect(found.filter((name) => name.includes(' '))).to.deep.equal([]);
    });

    for (const missing of [
      '$patientId',
      '$XDSDocumentEntryStatus',
      '$XDSSubmissionSetStatus',
      '$XDSFolderStatus',
    ]) {
      it(`then GetAll without ${missing} is refused`, async () => {
        const slots = [patient('$patientId'), ...statuses()].filter(([name]) => name !== missing);
        expectOneFault(await house.ask(GET_ALL, slots), 'XDSStoredQueryMissingParam', missing);
      });
    }

    it('then a level of metadata that does not exist is refused', async () => {
      const answer = await house.ask(GET_ALL, [
        patient('$patientId'),
        ...statuses(),
        ['$MetadataLevel', '3'],
      ]);
      expect(told(answer)).to.deep.equal([
        "XDSRegistryError Le registre n'a pas pu traiter la requête. ($MetadataLevel 3)",
      ]);
    });
  });

  it('then of a patient whom nobody knows there is nothing', async () => {
    const slots: Slot[] = [
      ['$XDSFolderPatientId', "'nobody^^^&1.3.6.1.4.1.21367.13.20.1000&ISO'"],
      folder('Status', ANY),
    ];
    expect(await house.names(FIND_FOLDERS, ...slots)).to.deep.equal([]);
  });
});
