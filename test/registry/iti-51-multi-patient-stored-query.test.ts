import { expect } from 'chai';
import {
  FIND_DOCUMENTS_BY_REFERENCE_ID_FOR_MULTIPLE_PATIENTS,
  FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
} from '../../src/documents/queries/find-documents-for-multiple-patients.ts';
import { FIND_FOLDERS_FOR_MULTIPLE_PATIENTS } from '../../src/documents/queries/find-folders-for-multiple-patients.ts';
import { GET_DOCUMENTS } from '../../src/documents/queries/get-documents.ts';
import { isRefusal } from '../../src/errors.ts';
import type { AccessEvent } from '../../src/model/event.ts';
import { parseCx } from '../../src/model/hl7v2.ts';
import { multiPatientStoredQuery } from '../../src/registry/iti-51-multi-patient-stored-query.ts';
import { expectOneFault, told } from '../support/faults.ts';
import { NODE } from '../support/ihe-submission.ts';
import { type Slot, storedQuery } from '../support/registry-desk.ts';
import { FOLDER_CODES, OTHER_PATIENT, PATIENT, uniqueIdOf } from '../support/registry-lot.ts';
import { PHARMACIST } from '../support/submission-builder.ts';
import { send } from '../support/way-through.ts';
import {
  ANY,
  DEPRECATED,
  EVENTS,
  LOINC,
  OPEN,
  type QueryHouse,
  queryHouse,
  SNOMED,
} from './stored-queries/query-house.ts';

const entry = (name: string, ...values: string[]): Slot => [`$XDSDocumentEntry${name}`, ...values];
const folder = (name: string, ...values: string[]): Slot => [`$XDSFolder${name}`, ...values];
const BOTH = `('${PATIENT}','${OTHER_PATIENT}')`;
const NOBODY = PATIENT.replace(/^[^^]*/, 'personne');
const CLASS = entry('ClassCode', `('57016-8^^${LOINC}')`);
const REFERRALS = folder('CodeList', `('Referrals^^${FOLDER_CODES}')`);
const ANY_ENTRY = entry('Status', ANY);
const ANY_FOLDER = folder('Status', ANY);

describe('given a registry that is searched for several patients', () => {
  let house: QueryHouse;
  before(async () => {
    house = await queryHouse();
  });
  after(() => house.close());

  const documents = (...slots: readonly Slot[]) =>
    house.namesOfPatients(FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS, ...slots);
  const folders = (...slots: readonly Slot[]) =>
    house.namesOfPatients(FIND_FOLDERS_FOR_MULTIPLE_PATIENTS, ...slots);
  const byReference = (...slots: readonly Slot[]) =>
    house.namesOfPatients(FIND_DOCUMENTS_BY_REFERENCE_ID_FOR_MULTIPLE_PATIENTS, ...slots);

  const ALL = ['Alpha', 'Beta', 'Delta', 'Epsilon', 'Gamma'];
  for (const [what, slots, names] of [
    ['two patients', [entry('PatientId', BOTH)], ALL],
    ['two patients in two Values', [entry('PatientId', `('${PATIENT}')`, `('${OTHER_PATIENT}')`)], ALL],
    ['one patient', [entry('PatientId', `('${OTHER_PATIENT}')`)], ['Epsilon']],
    ['a patient whom nobody knows', [entry('PatientId', `('${NOBODY}')`)], []],
    ['a known and an unknown patient', [entry('PatientId', `('${NOBODY}','${OTHER_PATIENT}')`)], ['Epsilon']],
    ['a class of anybody', [CLASS], ['Alpha', 'Delta', 'Epsilon', 'Gamma']],
    ['a class of one patient', [CLASS, entry('PatientId', `('${OTHER_PATIENT}')`)], ['Epsilon']],
    [
      'an event of anybody',
      [entry('EventCodeList', `('${OPEN}^^${EVENTS}')`)],
      ['Alpha', 'Beta', 'Delta', 'Gamma'],
    ],
    ['a facility of anybody', [entry('HealthcareFacilityTypeCode', `('66280005^^${SNOMED}')`)], ['Beta']],
    ['one of two classes', [entry('ClassCode', `('57016-8^^${LOINC}','51851-4^^${LOINC}')`)], ALL],
    ['class and type', [CLASS, entry('TypeCode', `('72134-0^^${LOINC}')`)], []],
    [
      'class and time',
      [CLASS, entry('CreationTimeFrom', '2023'), entry('CreationTimeTo', '2024')],
      ['Delta'],
    ],
    ['class and author', [CLASS, entry('AuthorPerson', "('%SHEPHERD%')")], ['Alpha', 'Delta', 'Gamma']],
  ] as const) {
    it(`then documents by ${what} are found, in full and as ids`, async () => {
      expect(await documents(ANY_ENTRY, ...slots)).to.deep.equal(names);
    });
  }

  it('then the status asked for is kept to', async () => {
    expect(await documents(entry('Status', `('${DEPRECATED}')`), entry('PatientId', BOTH))).to.deep.equal([
      'Alpha',
    ]);
  });

  for (const [what, slots, names] of [
    ['two patients', [folder('PatientId', BOTH)], ['One', 'Three', 'Two']],
    ['one patient', [folder('PatientId', `('${OTHER_PATIENT}')`)], ['Three']],
    ['a patient whom nobody knows', [folder('PatientId', `('${NOBODY}')`)], []],
    ['a code of anybody', [REFERRALS], ['One', 'Three', 'Two']],
    [
      'two codes of anybody',
      [REFERRALS, folder('CodeList', `('Allergy_Treatments^^${FOLDER_CODES}')`)],
      ['Two'],
    ],
    ['a time', [REFERRALS, folder('LastUpdateTimeTo', '2026')], []],
  ] as const) {
    it(`then folders by ${what} are found, in full and as ids`, async () => {
      expect(await folders(ANY_FOLDER, ...slots)).to.deep.equal(names);
    });
  }

  it('then documents are found by reference id, of anybody and of some', async () => {
    const ids = entry('ReferenceIdList', "('A%')");
    expect(await byReference(ANY_ENTRY, ids)).to.deep.equal(['Alpha', 'Beta', 'Delta', 'Gamma']);
    expect(await byReference(ANY_ENTRY, ids, entry('PatientId', `('${OTHER_PATIENT}')`))).to.deep.equal([]);
    expect(await byReference(ANY_ENTRY, ids, entry('ReferenceIdList', "('B%')"))).to.deep.equal(['Beta']);
  });

  for (const [what, id, slots, code, about] of [
    [
      'documents of everybody',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY],
      'XDSStoredQueryMissingParam',
      '$XDSDocumentEntryPatientId, $XDSDocumentEntryClassCode, $XDSDocumentEntryEventCodeList, $XDSDocumentEntryHealthcareFacilityTypeCode',
    ],
    [
      'documents of everybody by type',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, entry('TypeCode', `('72134-0^^${LOINC}')`)],
      'XDSStoredQueryMissingParam',
      '$XDSDocumentEntryPatientId',
    ],
    [
      'documents without a status',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [CLASS],
      'XDSStoredQueryMissingParam',
      '$XDSDocumentEntryStatus',
    ],
    [
      'an empty list of patients',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, entry('PatientId', '()')],
      'XDSStoredQueryMissingParam',
      '$XDSDocumentEntryPatientId',
    ],
    [
      'patients who are given twice',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, entry('PatientId', `('${PATIENT}')`), entry('PatientId', `('${OTHER_PATIENT}')`)],
      'XDSStoredQueryParamNumber',
      '$XDSDocumentEntryPatientId',
    ],
    [
      'more patients than are looked up',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, entry('PatientId', `(${Array(1_001).fill(`'${NOBODY}'`)})`)],
      'XDSStoredQueryParamNumber',
      '$XDSDocumentEntryPatientId',
    ],
    [
      'a code without system',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, entry('ClassCode', "('57016-8')")],
      'XDSRegistryError',
      '$XDSDocumentEntryClassCode 57016-8',
    ],
    [
      'a time that is none',
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, CLASS, entry('CreationTimeFrom', 'hier')],
      'XDSRegistryError',
      '$XDSDocumentEntryCreationTimeFrom hier',
    ],
    [
      'folders of everybody',
      FIND_FOLDERS_FOR_MULTIPLE_PATIENTS,
      [ANY_FOLDER],
      'XDSStoredQueryMissingParam',
      '$XDSFolderPatientId, $XDSFolderCodeList',
    ],
    [
      'folders without a status',
      FIND_FOLDERS_FOR_MULTIPLE_PATIENTS,
      [REFERRALS],
      'XDSStoredQueryMissingParam',
      '$XDSFolderStatus',
    ],
    [
      'references without an id',
      FIND_DOCUMENTS_BY_REFERENCE_ID_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, entry('PatientId', BOTH)],
      'XDSStoredQueryMissingParam',
      '$XDSDocumentEntryReferenceIdList',
    ],
    [
      'references without status',
      FIND_DOCUMENTS_BY_REFERENCE_ID_FOR_MULTIPLE_PATIENTS,
      [entry('ReferenceIdList', "('A%')")],
      'XDSStoredQueryMissingParam',
      '$XDSDocumentEntryStatus',
    ],
    [
      'a query of ITI-18',
      GET_DOCUMENTS,
      [entry('UniqueId', "('1.2')")],
      'XDSUnknownStoredQuery',
      GET_DOCUMENTS,
    ],
  ] as const) {
    it(`then ${what} is refused, with what is at fault`, async () => {
      expectOneFault(await house.askOfPatients(id, slots), code, about);
    });
  }

  it('then a return type that does not exist is refused', async () => {
    const answer = await house.askOfPatients(
      FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS,
      [ANY_ENTRY, CLASS],
      'Leaf',
    );
    expect(told(answer)).to.deep.equal([
      "XDSRegistryError Le registre n'a pas pu traiter la requête. (returnType Leaf)",
    ]);
  });

  it('then more objects than one answer holds are refused, and their ids where no patient is named', async () => {
    const few = multiPatientStoredQuery({ ...house.house.options, mostObjects: 1 });
    const ask = (returnType: string, ...slots: readonly Slot[]) =>
      send(
        house.house,
        few,
        storedQuery(FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS, [ANY_ENTRY, CLASS, ...slots], returnType),
        NODE,
      );
    const named = entry('PatientId', BOTH);
    expectOneFault(await ask('LeafClass', named), 'XDSTooManyResults');
    expect(told(await ask('ObjectRef', named))).to.deep.equal([]);
    expectOneFault(await ask('LeafClass'), 'XDSTooManyResults');
    expectOneFault(await ask('ObjectRef'), 'XDSTooManyResults');
  });

  describe('and the traces of a search', () => {
    async function events(...slots: readonly Slot[]): Promise<readonly AccessEvent[]> {
      const before = await count();
      const answer = await house.askOfPatients(FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS, [ANY_ENTRY, ...slots]);
      expect(told(answer)).to.deep.equal([]);
      const all: AccessEvent[] = [];
      for await (const event of house.house.store.events.all()) all.push(event);
      return all.slice(before);
    }
    async function count(): Promise<number> {
      let events = 0;
      for await (const _ of house.house.store.events.all()) events += 1;
      return events;
    }
    async function keyOf(patientId: string): Promise<number> {
      const { value, authority } = parseCx(patientId);
      const record = await house.house.store.records.byIdentifier(value, authority);
      return record?.patient.key ?? expect.fail(`no record of ${patientId}`);
    }

    it('then each patient who is named gets one, with the own documents alone', async () => {
      const traces = await events(CLASS, entry('PatientId', BOTH));
      const told = traces.map(({ type, granted, patientKey, documents }) => ({
        type,
        granted,
        patientKey,
        documents: [...documents].sort(),
      }));
      expect(told).to.have.deep.members([
        {
          type: 'ITI-51',
          granted: true,
          patientKey: await keyOf(PATIENT),
          documents: ['Alpha', 'Delta', 'Gamma'].map(uniqueIdOf).sort(),
        },
        {
          type: 'ITI-51',
          granted: true,
          patientKey: await keyOf(OTHER_PATIENT),
          documents: [uniqueIdOf('Epsilon')],
        },
      ]);
    });

    it('then each patient of whom something is found gets one, though no patient is named', async () => {
      const traces = await events(CLASS);
      expect(traces.map(({ patientKey }) => patientKey)).to.have.members([
        await keyOf(PATIENT),
        await keyOf(OTHER_PATIENT),
      ]);
    });

    it('then a patient who is named gets one without a document where nothing is found', async () => {
      const traces = await events(
        entry('ClassCode', `('x^^${LOINC}')`),
        entry('PatientId', `('${PATIENT}','${NOBODY}')`),
      );
      expect(
        traces.map(({ patientKey, patientId, documents }) => [patientKey, patientId, documents]),
      ).to.deep.equal([
        [await keyOf(PATIENT), undefined, []],
        [undefined, NOBODY, []],
      ]);
    });

    it('then a search of everybody that finds nothing leaves one that names nobody', async () => {
      const traces = await events(entry('ClassCode', `('x^^${LOINC}')`));
      expect(traces.map(({ type, patientKey, documents }) => [type, patientKey, documents])).to.deep.equal([
        ['ITI-51', undefined, []],
      ]);
    });
  });

  describe('by a user whose assertion names a patient', () => {
    const bound = { ...PHARMACIST, patientId: OTHER_PATIENT };
    const ask = (...slots: readonly Slot[]) =>
      house.askOfPatients(FIND_DOCUMENTS_FOR_MULTIPLE_PATIENTS, [ANY_ENTRY, ...slots], 'ObjectRef', bound);
    const found = async (...slots: readonly Slot[]) => {
      const answer = await ask(...slots);
      if (isRefusal(answer)) return expect.fail(told(answer).join());
      return [...answer.body.text.matchAll(/ObjectRef id="([^"]+)"/g)].map(([, id]) => id);
    };

    it('then that patient’s documents alone are found', async () => {
      expect(await found(CLASS)).to.deep.equal([house.uuid('Epsilon')]);
      expect(await found(entry('PatientId', `('${OTHER_PATIENT}')`))).to.deep.equal([house.uuid('Epsilon')]);
    });

    it('then another patient is refused', async () => {
      expectOneFault(await ask(entry('PatientId', BOTH)), 'AssertionPatient');
    });
  });
});
