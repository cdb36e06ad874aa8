import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCdaHeader } from '../../src/cda/read-header.ts';
import { type DepositOptions, type DepositOutcome, depositDocument } from '../../src/client/deposit.ts';
import { ownEntryUuid, replacedEntries } from '../../src/client/replaced-entry.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import { hasValidKey, INS_PRODUCTION } from '../../src/model/ins.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { attribute } from '../../src/xml/tree.ts';
import { CERTIFICATE, type Edit, edited, NOTE, noteWithId, pieces, without } from '../support/cda-builder.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import { realCda } from '../support/real-cda.ts';
import { CHARLOTTE, PATIENT_ID } from '../support/submission-builder.ts';
import { type ClientServer, clientServer } from './running-server.ts';

const domain = loadAffinityDomain('dmp', { exportDui: true });

let serial = 100;
const freshId = () => `1.2.250.1.999.2.1.4.${++serial}`;

describe('given a running server', () => {
  let server: ClientServer;

  const deposit = (
    as: string,
    document: string | Buffer,
    more: Partial<DepositOptions> = {},
  ): Promise<DepositOutcome | Refusal> =>
    depositDocument({
      client: server.as(as),
      pki: server.pki,
      as,
      domain,
      document: Buffer.from(document),
      at: new Date(),
      ...more,
    });
  const done = async (outcome: Promise<DepositOutcome | Refusal>): Promise<DepositOutcome> => {
    const found = await outcome;
    if (isRefusal(found)) throw new Error(told(found).join('; '));
    expect(found.errors).to.deep.equal([]);
    expect(found.status).to.equal('Success');
    return found;
  };
  const stored = async (uniqueId: string): Promise<DocumentEntry[]> =>
    (await server.store.documents.find(EVERYTHING, { uniqueIds: [uniqueId] }, 'model')).map((entry) =>
      entry.model(),
    );
  const count = () => server.store.documents.count(EVERYTHING, {});

  before(async () => {
    server = await clientServer({ CARNET_EXPORT_DUI: 'true', CARNET_TEST_INS_ANY_KEY: 'true' });
  });
  after(() => server.close());

  it('then a pharmacist deposits a note, and a nurse finds and reads it byte for byte', async () => {
    const id = freshId();
    const note = noteWithId(id);
    const { uniqueId } = await done(deposit('pharmacien', note));
    const nurse = server.as('infirmier');
    expect((await nurse.setAuthorization(PATIENT_ID)).status).to.equal('DMPOk');
    const { objects } = await nurse.findDocuments(PATIENT_ID, {
      parameters: { $XDSDocumentEntryTypeCode: ['87273-9^^2.16.840.1.113883.6.1'] },
    });
    const entry = objects.map(readDocumentEntry).find((found) => found.uniqueId === uniqueId);
    expect(entry?.size).to.equal(Buffer.byteLength(note));
    const { repositoryUniqueId } = entry!;
    const { documents } = await nurse.retrieve(PATIENT_ID, [{ repositoryUniqueId, uniqueId }]);
    expect((await documents[0]!.content.bytes()).toString('utf8')).to.equal(note);
    expect(documents[0]?.content.sha1).to.equal(entry?.hash);
  });

  it('then the lot is authored by the professional with structure and specialty, and holds the signature', async () => {
    const { submissionSetUniqueId, uniqueId } = await done(deposit('pharmacien', noteWithId(freshId())));
    expect(submissionSetUniqueId).to.match(/^2\.25\.[0-9]+$/);
    const all = await server.store.documents.find(EVERYTHING, { typeCodes: [{ code: 'E1762' }] }, 'model');
    const signature = all.map((found) => found.model()).at(0)!;
    expect(signature.authors).to.deep.equal((await stored(uniqueId))[0]?.authors);
    expect(signature.confidentialityCodes.map(({ code }) => code)).to.deep.equal([
      'N',
      'MASQUE_PS',
      'INVISIBLE_PATIENT',
    ]);
  });

  it('then a structure deposits its certificate, with its software as author, and may not search', async () => {
    const outcome = await done(deposit('esat', CERTIFICATE));
    const [entry] = await stored(outcome.uniqueId);
    expect(entry?.formatCode.code).to.equal('urn:ihe:iti:xds-sd:pdf:2008');
    const search = await server.as('esat').findDocuments(PATIENT_ID);
    expect(search.objects).to.deep.equal([]);
  });

  it('then the holder of a staff card deposits for the structure', async () => {
    await done(deposit('secretaire', noteWithId(freshId())));
  });

  it('then a structure deposits what a professional wrote', async () => {
    await done(deposit('hopital', noteWithId(freshId())));
  });

  it('then visibility is in the metadata only', async () => {
    const document = noteWithId(freshId());
    const { uniqueId } = await done(deposit('pharmacien', document, { visibility: ['INVISIBLE_PATIENT'] }));
    const [entry] = await stored(uniqueId);
    expect(entry?.confidentialityCodes.map(({ code }) => code)).to.deep.equal(['N', 'INVISIBLE_PATIENT']);
    expect(entry?.size).to.equal(Buffer.byteLength(document));
  });

  it('then a file is deposited as its bytes are', async () => {
    const document = noteWithId(freshId());
    const file = join(server.pki.directory, 'note.xml');
    writeFileSync(file, document);
    const { uniqueId } = await done(deposit('pharmacien', document, { document: file }));
    expect((await stored(uniqueId))[0]?.size).to.equal(Buffer.byteLength(document));
  });

  describe('and a document that replaces another', () => {
    const replacing = (id: string, old: string): Edit => ({
      from: '<componentOf>',
      to: `<relatedDocument typeCode="RPLC"><parentDocument><id root="${old}"/></parentDocument></relatedDocument><componentOf id="${id}">`,
    });
    const version2 = (id: string, old: string) => edited(noteWithId(id), replacing(id, old));

    it('then the one that its header names becomes obsolete', async () => {
      const [old, next] = [freshId(), freshId()];
      await done(deposit('pharmacien', noteWithId(old)));
      await done(deposit('pharmacien', version2(next, old)));
      expect((await stored(old))[0]?.availabilityStatus).to.match(/Deprecated$/);
      expect((await stored(next))[0]?.availabilityStatus).to.match(/Approved$/);
    });

    it('then the one that is asked for does', async () => {
      const [old, next] = [freshId(), freshId()];
      await done(deposit('esat', edited(CERTIFICATE, { from: '1.2.250.1.999.2.1.3.2.1', to: old })));
      const document = edited(
        CERTIFICATE,
        { from: '1.2.250.1.999.2.1.3.2.1', to: next },
        replacing(next, old),
      );
      await done(deposit('esat', document, { replaces: old }));
      expect((await stored(old))[0]?.availabilityStatus).to.match(/Deprecated$/);
    });

    it('then one that is asked for and not there is told by name, and nothing is stored', async () => {
      const before = await count();
      const outcome = await deposit('pharmacien', version2(freshId(), '1.2.250.1.999.404'), {
        replaces: '1.2.250.1.999.404',
      });
      expect((outcome as DepositOutcome).errors.map(({ code }) => code)).to.include(
        'UnresolvedReferenceException',
      );
      expect(await count()).to.equal(before);
    });

    it('then one that a reference search finds is the only one to try, else the name that this client gives it', async () => {
      const old = freshId();
      await done(deposit('pharmacien', noteWithId(old)));
      const header = await readCdaHeader(pieces(version2(freshId(), old)).source);
      if (isRefusal(header)) throw new Error('no header');
      const pharmacist = server.as('pharmacien');
      const [reference, ...more] = (await pharmacist.getDocuments(PATIENT_ID, [old])).objects;
      expect([reference?.local, more]).to.deep.equal(['ObjectRef', []]);
      expect(await replacedEntries(pharmacist, PATIENT_ID, header, undefined)).to.deep.equal([
        attribute(reference, 'id'),
      ]);
      const stranger = server.as('hopital');
      expect(await replacedEntries(stranger, PATIENT_ID, header, undefined)).to.deep.equal([
        ownEntryUuid(old),
        undefined,
      ]);
      expect(await replacedEntries(stranger, PATIENT_ID, header, old)).to.deep.equal([ownEntryUuid(old)]);
    });

    it('then one that only the header names, and that was shared elsewhere, does not', async () => {
      const id = freshId();
      await done(deposit('pharmacien', version2(id, '1.2.250.1.999.404')));
    });

    it('then one that the document does not name is refused by the server', async () => {
      const [old, next] = [freshId(), freshId()];
      await done(deposit('pharmacien', noteWithId(old)));
      const outcome = await deposit('pharmacien', noteWithId(next), { replaces: old });
      expect(outcome).to.include({ status: 'Failure' });
      expect(await stored(next)).to.deep.equal([]);
      expect((await stored(old))[0]?.availabilityStatus).to.match(/Approved$/);
    });
  });

  it('then a header at fault is told with every fault, and nothing is sent', async () => {
    const before = await count();
    const outcome = await deposit('pharmacien', without(without(NOTE, 'title'), 'legalAuthenticator'));
    expect(told(outcome).join()).to.include('(title)').and.include('(legalAuthenticator)');
    expect(await count()).to.equal(before);
  });

  it('then a body that is not well formed is told, and nothing is sent', async () => {
    const before = await count();
    const broken = edited(noteWithId(freshId()), { from: '</tbody>', to: '' });
    expectOneFault(await deposit('pharmacien', broken), 'InvalidDocumentContent', '(XML)');
    expect(await count()).to.equal(before);
  });

  it('then what is no CDA is told, and nothing is sent', async () => {
    const before = await count();
    expectOneFault(await deposit('pharmacien', '%PDF-1.4'), 'InvalidDocumentContent');
    expect(await count()).to.equal(before);
  });

  it('then what the server refuses is told with its code, and nothing is stored', async () => {
    const before = await count();
    const other = edited(noteWithId(freshId()), {
      from: `extension="${CHARLOTTE.value}"`,
      to: 'extension="279035121518989"',
    });
    const outcome = await deposit('pharmacien', other);
    expect(outcome).to.have.property('status').that.is.oneOf(['Failure', 'Fault']);
    expect((outcome as DepositOutcome).errors.map(({ code }) => code)).to.deep.equal(['XDSUnknownPatientId']);
    expect(await count()).to.equal(before);
  });

  it('then the official French documents go in, or the fault of their header is named', async function () {
    this.timeout(60_000);
    for (const { name, bytes, facts } of realCda(this)) {
      const [ins = ''] = (facts.patientINS ?? '').split(';');
      const [root = ''] = (facts.INSroot ?? '').split(';');
      await server.record(ins, root);
      const outcome = await deposit('hopital', bytes, { anyTestKey: true });
      if (INS_PRODUCTION.includes(root) && !hasValidKey(ins)) {
        expectOneFault(outcome, 'InvalidDocumentContent', '(patientId)');
        continue;
      }
      if (isRefusal(outcome)) throw new Error(`${name}: ${told(outcome).join('; ')}`);
      expect([outcome.status, outcome.errors], name).to.deep.equal(['Success', []]);
      const [entry] = await stored(outcome.uniqueId);
      expect(entry?.hash, name).to.equal(facts.sha1);
    }
  });
});
