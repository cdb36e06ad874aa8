import { expect } from 'chai';
import { contentOf } from '../../src/client/content.ts';
import { type DepositOptions, type DepositOutcome, depositDocument } from '../../src/client/deposit.ts';
import { createFhirClient, type FhirClient } from '../../src/client/fhir-client.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { isRefusal } from '../../src/errors.ts';
import { makePatientToken } from '../../src/identity/sandbox/token-maker.ts';
import { APPROVED, DEPRECATED } from '../../src/model/document-entry.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { attribute } from '../../src/xml/tree.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { CERTIFICATE, type Edit, edited, NOTE, noteWithId } from '../support/cda-builder.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { signedLot } from '../support/lot-message.ts';
import { lastTrace, tracesAfter } from '../support/store-state.ts';
import { CHARLOTTE, namesOf, PATIENT_ID, submission } from '../support/submission-builder.ts';

const OLD = '1.2.250.1.999.2.1.3.2.1';
const NEW = '1.2.250.1.999.2.1.3.2.2';
const UNKNOWN = '1.2.250.1.999.404';
const domain = loadAffinityDomain('dmp');

function replacing(uniqueId: string): Edit {
  return {
    from: '<componentOf>',
    to: `<relatedDocument typeCode="RPLC"><parentDocument><id root="${uniqueId}"/></parentDocument></relatedDocument><componentOf>`,
  };
}

/** The certificate of the ESAT under another id. */
function certificate(uniqueId: string, ...edits: readonly Edit[]): string {
  return edited(CERTIFICATE, { from: `<id root="${OLD}"/>`, to: `<id root="${uniqueId}"/>` }, ...edits);
}

const VERSION_2 = certificate(
  NEW,
  { from: '<versionNumber value="1"/>', to: '<versionNumber value="2"/>' },
  replacing(OLD),
);

describe('given documents on a record that has authorised nobody', function () {
  this.timeout(60_000);
  let server: ClientServer;
  let charlotte: FhirClient;

  beforeEach(async () => {
    server = await clientServer();
    const { pki, url: origin } = server;
    const token = () => makePatientToken(pki, { ins: CHARLOTTE.value });
    charlotte = createFhirClient({ origin, ca: pki.ca, token });
  });
  afterEach(async () => {
    charlotte.close();
    await server.close();
  });

  const deposit = async (
    as: string,
    document: string,
    more: Partial<DepositOptions> = {},
  ): Promise<DepositOutcome> => {
    const outcome = await depositDocument({
      client: server.as(as),
      pki: server.pki,
      as,
      domain,
      document: Buffer.from(document),
      at: new Date(),
      ...more,
    });
    if (isRefusal(outcome)) throw new Error(told(outcome).join('; '));
    return outcome;
  };
  const deposited = async (...parameters: Parameters<typeof deposit>): Promise<void> => {
    const { status, errors } = await deposit(...parameters);
    expect([status, errors]).to.deep.equal(['Success', []]);
  };
  const stored = async (uniqueId: string) =>
    (await server.store.documents.find(EVERYTHING, { uniqueIds: [uniqueId] }, 'ids')).map(
      ({ entryUuid, availabilityStatus }) => ({ entryUuid, availabilityStatus }),
    );
  const statusOf = async (uniqueId: string) =>
    (await stored(uniqueId)).map(({ availabilityStatus }) => availabilityStatus);
  /** The entryUUIDs that somebody finds by a reference search. */
  const references = async (as: string, uniqueId: string): Promise<(string | undefined)[]> => {
    const { status, errors, objects } = await server.as(as).getDocuments(PATIENT_ID, [uniqueId], 'ObjectRef');
    expect([status, errors]).to.deep.equal(['Success', []]);
    return objects.map((object) => attribute(object, 'id'));
  };
  const found = async (as: string, uniqueId: string) => {
    const entries = await stored(uniqueId);
    expect(entries).to.have.length(1);
    const ids = await references(as, uniqueId);
    if (ids.length === 0) return false;
    expect(ids).to.deep.equal(entries.map(({ entryUuid }) => entryUuid));
    return true;
  };
  const seenByCharlotte = async (status: string): Promise<string[]> => {
    const patient = `urn:oid:${CHARLOTTE.authority}|${CHARLOTTE.value}`;
    const reply = await charlotte.get(`DocumentReference?patient.identifier=${patient}&status=${status}`);
    expect(reply.status).to.equal(200);
    return (reply.resource.entry ?? []).map(
      ({ resource }: { resource: { masterIdentifier: { value: string } } }) =>
        resource.masterIdentifier.value.replace('urn:oid:', ''),
    );
  };

  it('then the ESAT replaces its own certificate, and Charlotte sees both for what they are', async () => {
    await deposited('esat', CERTIFICATE);
    expect(await found('esat', OLD)).to.equal(true);
    await deposited('esat', VERSION_2, { replaces: OLD });
    expect(await statusOf(OLD)).to.deep.equal([DEPRECATED]);
    expect(await statusOf(NEW)).to.deep.equal([APPROVED]);
    expect(await seenByCharlotte('current')).to.deep.equal([NEW]);
    expect(await seenByCharlotte('superseded')).to.deep.equal([OLD]);
  });

  it('then the pharmacist replaces the own note, whatever entryUUID the server gave it', async () => {
    const names = namesOf(1);
    const { objects, documents } = await signedLot(server.pki, submission(names));
    const parts = documents.map(({ id, bytes }) => ({ id, mimeType: 'text/xml', ...contentOf(bytes) }));
    const pharmacist = server.as('pharmacien');
    const { status } = await pharmacist.provide(PATIENT_ID, writeSubmitObjects(objects), parts);
    expect(status).to.equal('Success');
    expect(await found('pharmacien', names.note)).to.equal(true);
    await deposited('pharmacien', edited(NOTE, replacing(names.note)), { replaces: names.note });
    expect(await statusOf(names.note)).to.deep.equal([DEPRECATED]);
  });

  it('then one that is masked, or that the patient may not see yet, is found by its depositor', async () => {
    await deposited('esat', CERTIFICATE, { visibility: ['MASQUE_PS', 'INVISIBLE_PATIENT'] });
    expect(await found('esat', OLD)).to.equal(true);
  });

  it('then the hospital cannot replace the document of the ESAT, and learns nothing', async () => {
    await deposited('esat', CERTIFICATE);
    const hospital = server.as('hopital');
    const answers = [];
    for (const [target, id] of [
      [OLD, '1.2.250.1.999.2.1.4.1'],
      [UNKNOWN, '1.2.250.1.999.2.1.4.2'],
    ] as const) {
      const { status, objects, errors } = await hospital.getDocuments(PATIENT_ID, [target], 'ObjectRef');
      const document = edited(noteWithId(id), replacing(target));
      const outcome = await deposit('hopital', document, { replaces: target });
      expect(await stored(id)).to.deep.equal([]);
      // What was sent is told back by its name, which is all that the two answers differ in.
      const told = JSON.stringify(outcome.errors).replaceAll(/urn:uuid:[0-9a-f-]{36}/g, 'TARGET');
      answers.push({ search: [status, objects, errors], replacement: [outcome.status, told] });
      expect(outcome.errors.map(({ code }) => code)).to.include('UnresolvedReferenceException');
    }
    expect(answers[0]).to.deep.equal(answers[1]);
    expect(await statusOf(OLD)).to.deep.equal([APPROVED]);
  });

  it('then whoever belongs to the structure finds its documents, and nobody else does', async () => {
    const ofHospital = '1.2.250.1.999.2.1.4.3';
    await deposited('esat', CERTIFICATE);
    await deposited(
      'hopital',
      certificate(ofHospital, { from: '1140000019', to: '1140000027', every: true }),
    );
    const finders = [];
    for (const as of [
      'esat',
      'educateur',
      'hopital',
      'secretaire',
      'medecin',
      'pharmacien',
      'psychomotricien',
    ])
      finders.push([as, await found(as, OLD), await found(as, ofHospital)]);
    expect(finders).to.deep.equal([
      ['esat', true, false],
      ['educateur', true, false],
      ['hopital', false, true],
      ['secretaire', false, true],
      ['medecin', false, false],
      ['pharmacien', false, false],
      ['psychomotricien', false, false],
    ]);
  });

  it('then a médecin du travail manages the own deposits, and still reads nothing', async () => {
    const author: Edit = { from: '810000000037', to: '810000000094', every: true };
    const [old, next] = ['1.2.250.1.999.2.1.4.4', '1.2.250.1.999.2.1.4.5'];
    await deposited('medecin-travail', edited(noteWithId(old), author));
    expect(await found('medecin-travail', old)).to.equal(true);
    await deposited('medecin-travail', edited(noteWithId(next), author, replacing(old)), { replaces: old });
    expect(await statusOf(old)).to.deep.equal([DEPRECATED]);
    const metadata = await server.as('medecin-travail').getDocuments(PATIENT_ID, [old], 'LeafClass');
    expect([metadata.status, metadata.objects]).to.deep.equal(['Success', []]);
  });

  it('then a structure gets no metadata, not of its own document either, and no list of references', async () => {
    await deposited('esat', CERTIFICATE);
    const esat = server.as('esat');
    for (const answer of [
      await esat.getDocuments(PATIENT_ID, [OLD], 'LeafClass'),
      await esat.findDocuments(PATIENT_ID, { returnType: 'ObjectRef' }),
    ]) {
      expect(answer.errors.map(({ code }) => code)).to.deep.equal(['DMPAccessDeniedByRightsService']);
      expect(answer.objects).to.deep.equal([]);
    }
  });

  it('then a professional who has the authorisation finds what the search would find', async () => {
    await deposited('esat', CERTIFICATE);
    await server.as('medecin').setAuthorization(PATIENT_ID);
    expect(await found('medecin', OLD)).to.equal(true);
  });

  it('then a reference search leaves a trace', async () => {
    await deposited('esat', CERTIFICATE);
    const before = lastTrace(server);
    await references('esat', OLD);
    expect(tracesAfter(server, before)).to.deep.equal([
      { type: 'ITI-18', granted: true, reason: 'functional-right' },
    ]);
  });
});
