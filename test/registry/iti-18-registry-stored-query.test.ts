import { expect } from 'chai';
import { FIND_DOCUMENTS } from '../../src/documents/queries/find-documents.ts';
import { GET_DOCUMENTS } from '../../src/documents/queries/get-documents.ts';
import { GET_SUBMISSION_SET_AND_CONTENTS } from '../../src/documents/queries/get-submission-set-and-contents.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { isRefusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import { registryStoredQuery } from '../../src/registry/iti-18-registry-stored-query.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, element, elements, type XmlElement } from '../../src/xml/tree.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import { noteEntry, PHARMACIST, submission } from '../support/submission-builder.ts';
import {
  authorise,
  lastEvent,
  NURSE,
  PATIENT_ID,
  PSYCHOMOTOR_THERAPIST,
  send,
} from '../support/way-through.ts';

function query(id: string, parameters: Record<string, string>, returnType = 'LeafClass'): string {
  const slots = Object.entries(parameters).map(
    ([name, value]) =>
      `<Slot name="$XDSDocumentEntry${name}"><ValueList><Value>${value.replaceAll('&', '&amp;')}</Value></ValueList></Slot>`,
  );
  return `<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><q:ResponseOption returnType="${returnType}"/><AdhocQuery id="${id}">${slots.join('')}</AdhocQuery></q:AdhocQueryRequest>`;
}

const find = (more: Record<string, string> = {}, returnType?: string) =>
  query(FIND_DOCUMENTS, { PatientId: `'${PATIENT_ID}'`, ...more }, returnType);

describe('given the note of a pharmacist in the registry', () => {
  let house: DepositHouse;
  before(async () => {
    house = await depositHouse();
    expect(told(await house.deposit(submission()))).to.deep.equal([]);
    for (const subject of [NURSE, PHARMACIST, PSYCHOMOTOR_THERAPIST]) await authorise(house, subject);
  });
  after(() => house.close());

  const ask = (body: string, subject: Subject) =>
    send(house, registryStoredQuery(house.options), body, subject);
  const listOf = async (body: string, subject: Subject): Promise<XmlElement[]> => {
    const answer = await ask(body, subject);
    if (isRefusal(answer)) return expect.fail(told(answer).join());
    return elements(element(parseXml(answer.body.text), 'RegistryObjectList')!);
  };

  it('then a nurse finds it, as complete as it was sent, and not its signature', async () => {
    const found = (await listOf(find(), NURSE)).map(readDocumentEntry);
    expect(found).to.have.length(1);
    expect({ ...found[0], ...noteEntry, id: found[0]?.id }).to.deep.equal(found[0]);
  });

  it('then the trace names what was found', async () => {
    await ask(find(), NURSE);
    expect(await lastEvent(house)).to.deep.include({
      type: 'ITI-18',
      granted: true,
      documents: [noteEntry.uniqueId],
    });
  });

  it('then ObjectRef gives the id alone', async () => {
    const [entry] = await listOf(find(), NURSE);
    const [reference] = await listOf(find({}, 'ObjectRef'), NURSE);
    expect(reference?.local).to.equal('ObjectRef');
    expect(attribute(reference, 'id')).to.equal(attribute(entry, 'id'));
    expect(reference?.children).to.deep.equal([]);
  });

  it('then the patient may be left to the VIHF', async () => {
    expect(await listOf(query(FIND_DOCUMENTS, {}), NURSE)).to.have.length(1);
  });

  it('then CX.7 in the query is the same patient', async () => {
    expect(await listOf(find({ PatientId: `'${PATIENT_ID}^^20100907'` }), NURSE)).to.have.length(1);
  });

  it('then codes narrow it down', async () => {
    expect(await listOf(find({ TypeCode: "('87273-9^^2.16.840.1.113883.6.1')" }), NURSE)).to.have.length(1);
    expect(await listOf(find({ TypeCode: "('11369-6^^2.16.840.1.113883.6.1')" }), NURSE)).to.have.length(0);
  });

  it('then GetDocuments finds it by uniqueId and by entryUUID', async () => {
    const [entry] = await listOf(query(GET_DOCUMENTS, { UniqueId: `('${noteEntry.uniqueId}')` }), NURSE);
    const id = attribute(entry, 'id');
    expect(await listOf(query(GET_DOCUMENTS, { EntryUUID: `('${id}')` }), NURSE)).to.have.length(1);
  });

  it('then its lot is as if it held no signature, which a nurse may not see', async () => {
    const lot = submission().objects.submissionSets[0]!.uniqueId;
    const body = query(GET_SUBMISSION_SET_AND_CONTENTS, {}).replace(
      '</AdhocQuery>',
      `<Slot name="$XDSSubmissionSetUniqueId"><ValueList><Value>'${lot}'</Value></ValueList></Slot></AdhocQuery>`,
    );
    const found = await listOf(body, NURSE);
    expect(found.map(({ local }) => local)).to.deep.equal([
      'RegistryPackage',
      'ExtrinsicObject',
      'Association',
    ]);
    expect(attribute(found[2], 'targetObject')).to.equal(attribute(found[1], 'id'));
    expect(await listOf(body, PSYCHOMOTOR_THERAPIST)).to.deep.equal([]);
  });

  it('then one who may see nothing gets what one gets of a record without documents', async () => {
    const empty = await depositHouse();
    try {
      await authorise(empty, NURSE);
      const nothing = await send(empty, registryStoredQuery(empty.options), find(), NURSE);
      expect(await ask(find(), PSYCHOMOTOR_THERAPIST)).to.deep.equal(nothing);
    } finally {
      await empty.close();
    }
    expect(
      await listOf(query(GET_DOCUMENTS, { UniqueId: `('${noteEntry.uniqueId}')` }), PSYCHOMOTOR_THERAPIST),
    ).to.deep.equal([]);
  });

  it('then one who has not declared the authorisation is refused', async () => {
    expectOneFault(await ask(find(), { ...NURSE, id: '810000000999' }), 'AuthorisationMissing');
  });

  it('then its pharmacy finds the reference by either id without an authorisation, and another structure none', async () => {
    const [entry] = await listOf(query(GET_DOCUMENTS, { UniqueId: `('${noteEntry.uniqueId}')` }), NURSE);
    const id = attribute(entry, 'id');
    const { structure } = PHARMACIST;
    const pharmacy: Subject = {
      ...PHARMACIST,
      kind: 'structure',
      mode: 'INDIRECTE',
      id: structure!.id,
      roles: [],
    };
    const other = { id: '1140000027', structure: { id: '1140000027' } };
    for (const parameter of [{ UniqueId: `('${noteEntry.uniqueId}')` }, { EntryUUID: `('${id}')` }]) {
      const search = query(GET_DOCUMENTS, parameter, 'ObjectRef');
      const found = await listOf(search, pharmacy);
      expect(found.map((reference) => [reference.local, attribute(reference, 'id')])).to.deep.equal([
        ['ObjectRef', id],
      ]);
      expect(await listOf(search, { ...pharmacy, ...other })).to.deep.equal([]);
      expectOneFault(await ask(query(GET_DOCUMENTS, parameter), pharmacy), 'AccessDenied');
    }
  });

  it('then a query for another patient than that of the VIHF is refused', async () => {
    expectOneFault(
      await ask(find({ PatientId: "'207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH'" }), NURSE),
      'AssertionPatient',
    );
  });

  it('then more objects than an answer may hold are told, and their ids are given', async () => {
    const registry = registryStoredQuery({ ...house.options, mostObjects: 0 });
    expectOneFault(await send(house, registry, find(), NURSE), 'XDSTooManyResults');
    expect(told(await send(house, registry, find({}, 'ObjectRef'), NURSE))).to.deep.equal([]);
  });

  it('then it is found under an INS that the patient has since been given', async () => {
    const later = { value: '207058575627097', authority: '1.2.250.1.213.1.4.10' };
    const moved = await depositHouse();
    try {
      expect(told(await moved.deposit(submission()))).to.deep.equal([]);
      await authorise(moved, NURSE);
      await moved.store.write([{ kind: 'add-identifier', patientKey: moved.record.patient.key, ...later }]);
      const patientId = `${later.value}^^^&${later.authority}&ISO^NH`;
      const body = find({ PatientId: `'${patientId}'` });
      const answer = await send(moved, registryStoredQuery(moved.options), body, { ...NURSE, patientId });
      if (isRefusal(answer)) return expect.fail(told(answer).join());
      expect(answer.body.text).to.include(noteEntry.uniqueId).and.to.include(PATIENT_ID.split('^')[0]);
    } finally {
      await moved.close();
    }
  });

  it('then a return type that is none is refused', async () => {
    expectOneFault(
      await ask(find({}, 'LeafClassWithRepositoryItem'), NURSE),
      'XDSRegistryError',
      'returnType',
    );
  });

  it('then a query that is not served is refused', async () => {
    const id = 'urn:uuid:00000000-0000-4000-8000-000000000000';
    expectOneFault(await ask(query(id, {}), NURSE), 'XDSUnknownStoredQuery', id);
  });

  it('then a body that is no query is refused', async () => {
    expectOneFault(await ask('<AdhocQueryRequestX/>', NURSE), 'MalformedRequest');
  });
});
