import { expect } from 'chai';
import { isRefusal } from '../../../src/errors.ts';
import { code } from '../../../src/model/code.ts';
import { APPROVED, DEPRECATED, type SubmittedDocumentEntry } from '../../../src/model/document-entry.ts';
import { APND, RPLC } from '../../../src/model/submission.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { attribute, element, elements } from '../../../src/xml/tree.ts';
import { EVERYTHING } from '../../support/deposit-house.ts';
import { told } from '../../support/faults.ts';
import { type RegistryDesk, registryDesk, type Slot } from '../../support/registry-desk.ts';
import {
  entryOf,
  FOLDER_CODES,
  folderOf,
  lotOf,
  OTHER_PATIENT,
  PATIENT,
  uniqueIdOf,
} from '../../support/registry-lot.ts';

export { APPROVED, DEPRECATED };
export const ANY = `('${APPROVED}','${DEPRECATED}')`;
export const LOINC = '2.16.840.1.113883.6.1';
export const SNOMED = '2.16.840.1.113883.6.96';
export const EVENTS = '1.3.6.1.4.1.21367.2017.3';
export const FORMATS = '1.3.6.1.4.1.19376.1.2.3';
export const LEVELS = '2.16.840.1.113883.5.25';
export const OPEN = 'urn:connectathon:policy:full-access';
export const SHUT = 'urn:connectathon:policy:deny-access';

const author = (person: string) => ({
  person,
  institutions: [],
  roles: [],
  specialties: [],
  telecommunications: [],
});
const reference = (id: string) => `${id}^^^&1.2.250.1.999.8&ISO^urn:ihe:iti:xds:2013:accession`;

/** Differs from the sample in every attribute that a query can look at. */
const beta: Partial<SubmittedDocumentEntry> = {
  classCode: code('51851-4', LOINC, 'Workflow'),
  typeCode: code('72134-0', LOINC, 'Cancer Event Report'),
  formatCode: code('urn:ihe:pcc:xds-ms:2007', FORMATS, 'XDS-MS'),
  practiceSettingCode: code('225728007', SNOMED, 'Emergency'),
  healthcareFacilityTypeCode: code('66280005', SNOMED, 'Home'),
  confidentialityCodes: [code('M', LEVELS, 'moderate'), code('N', LEVELS, 'normal')],
  eventCodes: [code(OPEN, EVENTS, 'open'), code(SHUT, EVENTS, 'shut')],
  authors: [author('7^WELBY^MARCUS')],
  creationTime: '20200102030405',
  serviceStartTime: '20200101',
  serviceStopTime: '20200102',
  referenceIds: [reference('A_1'), reference('B%2')],
};

const alpha: Partial<SubmittedDocumentEntry> = {
  eventCodes: [code(OPEN, EVENTS, 'open')],
  authors: [author('8^GREY^MEREDITH'), author('9^SHEPHERD^DEREK')],
  creationTime: '20210102030405',
  serviceStartTime: '20210101',
  serviceStopTime: '20210102',
  referenceIds: [reference('AX1')],
};

/**
 * A registry that holds, for one patient, three submission sets (`Lot1` with Alpha, Beta and the folder One that holds
 * Alpha; `Lot2` with Gamma, which replaces Alpha, and the folder Two that holds Beta; `Lot3` with Delta, an addendum to
 * Beta, and a reference to Gamma), and for another one `LotX` with Epsilon and the folder Three.
 */
export interface QueryHouse extends RegistryDesk {
  /** What a query answers, by name; an association as `source type target`. Sorted. */
  names(id: string, ...slots: readonly Slot[]): Promise<readonly string[]>;
  /** The same for ids alone. */
  idNames(id: string, ...slots: readonly Slot[]): Promise<readonly string[]>;
  /** Both of the same for ITI-51: in full and as ids, which must agree. */
  namesOfPatients(id: string, ...slots: readonly Slot[]): Promise<readonly string[]>;
  uuid(name: string): string;
}

const NAMES = [
  'Alpha',
  'Beta',
  'Gamma',
  'Delta',
  'Epsilon',
  'One',
  'Two',
  'Three',
  'Lot1',
  'Lot2',
  'Lot3',
  'LotX',
];

export async function queryHouse(): Promise<QueryHouse> {
  const desk = await registryDesk();
  const uuids = new Map<string, string>();
  const learn = async (...names: readonly string[]) => {
    for (const name of names) uuids.set(name, await desk.idOf(uniqueIdOf(name)));
  };
  const uuid = (name: string) => uuids.get(name)!;
  await desk.take(
    lotOf('Lot1', {
      set: {
        sourceId: '1.2.250.1.999.1',
        submissionTime: '2020',
        authors: [author('7^WELBY^MARCUS')],
        contentTypeCode: code('225728007', SNOMED, 'Emergency'),
      },
      entries: [entryOf('Alpha', alpha), entryOf('Beta', beta)],
      folders: [folderOf('One')],
      members: [['One', 'Alpha']],
    }),
  );
  await learn('Alpha', 'Beta', 'One', 'Lot1');
  await desk.take(
    lotOf('Lot2', {
      set: {
        sourceId: '1.2.250.1.999.2',
        submissionTime: '202106',
        authors: [author('8^GREY^MEREDITH'), author('9^SHEPHERD^DEREK')],
        contentTypeCode: code('394747008', SNOMED, 'Authority'),
      },
      entries: [entryOf('Gamma', { ...alpha, creationTime: '20220102' })],
      folders: [
        folderOf('Two', {
          codes: [
            code('Referrals', FOLDER_CODES, 'Referrals'),
            code('Allergy_Treatments', FOLDER_CODES, 'Allergies'),
          ],
        }),
      ],
      members: [['Two', uuid('Beta')]],
      relations: [['Gamma', RPLC, uuid('Alpha')]],
    }),
  );
  await learn('Gamma', 'Two', 'Lot2');
  await desk.take(
    lotOf('Lot3', {
      set: { submissionTime: '20220607080910' },
      entries: [entryOf('Delta', { ...alpha, creationTime: '20230102' })],
      references: [uuid('Gamma')],
      relations: [['Delta', APND, uuid('Beta')]],
    }),
  );
  const other = { patientId: OTHER_PATIENT };
  await desk.take(
    lotOf('LotX', { set: other, entries: [entryOf('Epsilon', other)], folders: [folderOf('Three', other)] }),
  );
  await learn(...NAMES);

  const named = (id: string | undefined) => [...uuids].find(([, known]) => known === id)?.[0];
  const nameOf = async (id: string): Promise<string> => {
    const known = named(id);
    if (known !== undefined) return known;
    const [found] = await desk.house.store.associations.find(EVERYTHING, { ids: [id] });
    if (found === undefined) return expect.fail(`no association ${id}`);
    const end = async (of: string) => named(of) ?? `(${await nameOf(of)})`;
    return `${await end(found.source)} ${found.type.split(':').at(-1)} ${await end(found.target)}`;
  };
  const answered = async (id: string, slots: readonly Slot[], returnType: string, ask = desk.ask) => {
    const answer = await ask(id, slots, returnType);
    if (isRefusal(answer)) return expect.fail(told(answer).join());
    const objects = elements(element(parseXml(answer.body.text), 'RegistryObjectList')!);
    const names: string[] = [];
    for (const object of objects) names.push(await nameOf(attribute(object, 'id')!));
    return { objects, names: names.sort() };
  };
  return {
    ...desk,
    uuid,
    async namesOfPatients(id, ...slots) {
      const { names } = await answered(id, slots, 'LeafClass', desk.askOfPatients);
      const refs = await answered(id, slots, 'ObjectRef', desk.askOfPatients);
      expect(refs.names).to.deep.equal(names);
      return names;
    },
    names: async (id, ...slots) => (await answered(id, slots, 'LeafClass')).names,
    async idNames(id, ...slots) {
      const { objects, names } = await answered(id, slots, 'ObjectRef');
      for (const object of objects)
        expect([object.local, object.children.length]).to.deep.equal(['ObjectRef', 0]);
      return names;
    },
  };
}

export const patient = (name: string): Slot => [name, `'${PATIENT}'`];
