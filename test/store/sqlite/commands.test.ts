import { expect } from 'chai';
import { APPROVED, ARCHIVED, DEPRECATED } from '../../../src/model/document-entry.ts';
import { INS_NIA, INS_NIR_TEST } from '../../../src/model/ins.ts';
import { type Authorisation, DEFAULT_CHOICES } from '../../../src/model/record.ts';
import { RPLC } from '../../../src/model/submission.ts';
import {
  AT,
  collect,
  creation,
  eventCommand,
  newPatient,
  nextNumber,
  registration,
  SEE_ALL,
  sampleEntry,
  type TemporaryStore,
  temporaryStore,
} from '../sample.ts';

describe('given a store', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());
  const found = async (uniqueId: string) => store.documents.find(SEE_ALL, { uniqueIds: [uniqueId] }, 'model');

  describe('when a submission is registered', () => {
    it('then the entry is there with both renderings and its model', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry({ size: 12, referenceIds: ['1^^^&1.2&ISO^urn:x'] });
      expect(await store.write([registration(patientKey, [entry])])).to.deep.equal({});
      const [stored] = await found(entry.uniqueId);
      expect(stored?.model()).to.deep.equal(entry);
      expect(stored).to.deep.include({
        patientKey,
        entryUuid: entry.entryUuid,
        uniqueId: entry.uniqueId,
        mimeType: 'text/xml',
        size: 12,
        hash: entry.hash,
        availabilityStatus: entry.availabilityStatus,
        blob: 'b'.repeat(32),
      });
      const one = { entryUuids: [entry.entryUuid] };
      const [ebrim] = await store.documents.find(SEE_ALL, one, 'ebrim');
      const [fhir] = await store.documents.find(SEE_ALL, one, 'fhir');
      expect(String(ebrim?.ebrim)).to.equal(`<ebrim id="${entry.entryUuid}"/>`);
      expect(fhir?.fhir).to.equal(`{"fhir":"${entry.entryUuid}"}`);
    });

    it('then the model cannot be read when it was not asked for', async () => {
      const entry = sampleEntry();
      await store.write([registration(await newPatient(store), [entry])]);
      const [stored] = await store.documents.find(SEE_ALL, { uniqueIds: [entry.uniqueId] }, 'ids');
      expect(() => stored?.model()).to.throw('not asked for');
    });

    it('then it can be found again by its uniqueId, for the rules of deposit', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry({ size: 7 });
      const command = registration(patientKey, [entry]);
      await store.write([command]);
      expect(await store.documents.registration(entry.uniqueId)).to.deep.equal({
        patientKey,
        onDemand: false,
        deleted: false,
        hash: entry.hash,
        size: 7,
        depositor: '810000000037',
        submissionSetUniqueId: command.submissionSet.uniqueId,
      });
      expect(await store.documents.locate({ uniqueId: entry.uniqueId })).to.equal(patientKey);
      expect(await store.documents.locate({ entryUuid: entry.entryUuid })).to.equal(patientKey);
      expect(await store.documents.locate({ entryUuid: entry.uniqueId })).to.equal(undefined);
      expect(await store.documents.registration('1.2.3')).to.equal(undefined);
    });

    it('then a submission set that is known is a conflict', async () => {
      const patientKey = await newPatient(store);
      const first = registration(patientKey, [sampleEntry()]);
      await store.write([first]);
      const entry = sampleEntry();
      const second = registration(patientKey, [entry]);
      const again = {
        ...second,
        submissionSet: { ...second.submissionSet, uniqueId: first.submissionSet.uniqueId },
      };
      expect(await store.write([again])).to.deep.equal({
        conflict: 'submission-set-exists',
        uniqueId: first.submissionSet.uniqueId,
      });
      expect(await found(entry.uniqueId)).to.deep.equal([]);
    });

    it('then an entryUUID that is known is a conflict', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry();
      await store.write([registration(patientKey, [entry])]);
      const other = sampleEntry({ entryUuid: entry.entryUuid });
      expect(await store.write([registration(patientKey, [other])])).to.deep.equal({
        conflict: 'entry-uuid-exists',
        entryUuid: entry.entryUuid,
      });
    });

    it('then an association with the id of an entry is a conflict', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry();
      await store.write([registration(patientKey, [entry])]);
      const association = {
        id: entry.entryUuid,
        type: RPLC,
        source: 'urn:uuid:a',
        target: 'urn:uuid:b',
        slots: [],
        extras: { slots: [], classifications: [], identifiers: [] },
        availabilityStatus: APPROVED,
      };
      const unit = [registration(patientKey, [], { associations: [association] })];
      expect(await store.write(unit)).to.deep.equal({
        conflict: 'entry-uuid-exists',
        entryUuid: entry.entryUuid,
      });
    });

    it('then a document that is known is a conflict that says what is known', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry();
      await store.write([registration(patientKey, [entry])]);
      const again = sampleEntry({ uniqueId: entry.uniqueId });
      expect(await store.write([registration(patientKey, [again])])).to.deep.equal({
        conflict: 'document-exists',
        uniqueId: entry.uniqueId,
        registration: await store.documents.registration(entry.uniqueId),
      });
    });

    it('then the same document twice in one submission is a conflict, and neither is stored', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry();
      const twin = sampleEntry({ uniqueId: entry.uniqueId });
      const result = await store.write([registration(patientKey, [entry, twin])]);
      expect(result).to.include({ conflict: 'document-exists' });
      expect(await found(entry.uniqueId)).to.deep.equal([]);
    });

    it('then the same document again is accepted where the domain lets it be', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry({ size: 3 });
      await store.write([registration(patientKey, [entry])]);
      const again = sampleEntry({ uniqueId: entry.uniqueId, size: 3, hash: entry.hash!.toUpperCase() });
      expect(
        await store.write([registration(patientKey, [again], { sameDocumentAgain: true })]),
      ).to.deep.equal({});
      expect(await found(entry.uniqueId)).to.have.length(2);
    });

    for (const [what, change] of [
      ['hash', { hash: '0'.repeat(40) }],
      ['size', { size: 4 }],
    ] as const) {
      it(`then another ${what} under the same uniqueId stays a conflict there`, async () => {
        const patientKey = await newPatient(store);
        const entry = sampleEntry({ size: 3 });
        await store.write([registration(patientKey, [entry])]);
        const other = sampleEntry({ uniqueId: entry.uniqueId, size: 3, ...change });
        const result = await store.write([registration(patientKey, [other], { sameDocumentAgain: true })]);
        expect(result).to.include({ conflict: 'document-exists' });
      });
    }

    it('then a record that is absent or closed is a conflict', async () => {
      const patientKey = await newPatient(store);
      await store.write([{ kind: 'close-record', patientKey, at: AT }]);
      const missing = { conflict: 'record-missing' };
      expect(await store.write([registration(patientKey, [sampleEntry()])])).to.deep.equal(missing);
      expect(await store.write([registration(999_999, [sampleEntry()])])).to.deep.equal(missing);
    });

    it('then a creation time that is none is an error, and nothing is stored', async () => {
      const patientKey = await newPatient(store);
      const entry = sampleEntry({ creationTime: '20261301' });
      const outcome = await Promise.allSettled([store.write([registration(patientKey, [entry])])]);
      expect(outcome[0].status).to.equal('rejected');
      expect(await found(entry.uniqueId)).to.deep.equal([]);
    });
  });

  describe('when a submission replaces a document', () => {
    it('then the old entry is Deprecated in its row, its renderings and its model', async () => {
      const patientKey = await newPatient(store);
      const old = sampleEntry();
      await store.write([registration(patientKey, [old])]);
      const deprecates = [{ entryUuid: old.entryUuid, ebrim: '<old/>', fhir: '{"old":1}' }];
      await store.write([registration(patientKey, [sampleEntry()], { deprecates })]);
      const [stored] = await found(old.uniqueId);
      const [ebrim] = await store.documents.find(SEE_ALL, { uniqueIds: [old.uniqueId] }, 'ebrim');
      const [fhir] = await store.documents.find(SEE_ALL, { uniqueIds: [old.uniqueId] }, 'fhir');
      expect(stored?.availabilityStatus).to.equal(DEPRECATED);
      expect(stored?.model()).to.deep.equal({ ...old, availabilityStatus: DEPRECATED });
      expect([String(ebrim?.ebrim), fhir?.fhir]).to.deep.equal(['<old/>', '{"old":1}']);
    });

    it('then what it points at can be looked up with the ids of its authors', async () => {
      const patientKey = await newPatient(store);
      const person = '810000000037^CARON^Inès^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
      const institution = 'PHARMACIE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1140000043';
      const rest = { roles: [], specialties: [], telecommunications: [] };
      const old = sampleEntry({
        authors: [
          { person, institutions: [institution], ...rest },
          { person: '^ANONYME', institutions: ['SANS NUMERO'], ...rest },
        ],
      });
      await store.write([registration(patientKey, [old])]);
      const target = await store.documents.replacementTarget(old.entryUuid);
      expect(target).to.deep.include({
        patientKey,
        entryUuid: old.entryUuid,
        uniqueId: old.uniqueId,
        availabilityStatus: old.availabilityStatus,
        authorIds: ['810000000037'],
        institutionIds: ['1140000043'],
      });
      expect(target?.model()).to.deep.equal(old);
      expect(await store.documents.replacementTarget('urn:uuid:none')).to.equal(undefined);
    });

    for (const relation of ['deprecates', 'relatesTo'] as const) {
      const pointing = (entryUuid: string) =>
        relation === 'relatesTo'
          ? { relatesTo: [entryUuid] }
          : { deprecates: [{ entryUuid, ebrim: '<x/>', fhir: '{}' }] };

      it(`then a target of ${relation} that is missing is a conflict`, async () => {
        const patientKey = await newPatient(store);
        const unit = [registration(patientKey, [sampleEntry()], pointing('urn:uuid:none'))];
        expect(await store.write(unit)).to.deep.equal({
          conflict: 'target-missing',
          entryUuid: 'urn:uuid:none',
        });
      });

      it(`then a target of ${relation} in another record is as good as missing`, async () => {
        const old = sampleEntry();
        await store.write([registration(await newPatient(store), [old])]);
        const unit = [registration(await newPatient(store), [sampleEntry()], pointing(old.entryUuid))];
        expect(await store.write(unit)).to.include({ conflict: 'target-missing' });
      });

      it(`then a target of ${relation} that is not Approved is a conflict, and nothing is stored`, async () => {
        const patientKey = await newPatient(store);
        const old = sampleEntry({ availabilityStatus: ARCHIVED });
        await store.write([registration(patientKey, [old])]);
        const entry = sampleEntry();
        const unit = [registration(patientKey, [entry], pointing(old.entryUuid))];
        expect(await store.write(unit)).to.deep.equal({
          conflict: 'target-not-approved',
          entryUuid: old.entryUuid,
        });
        expect(await found(entry.uniqueId)).to.deep.equal([]);
      });
    }

    it('then of two replacements of one document at the same time the second is a conflict', async () => {
      const patientKey = await newPatient(store);
      const old = sampleEntry();
      await store.write([registration(patientKey, [old])]);
      const deprecates = [{ entryUuid: old.entryUuid, ebrim: '<old/>', fhir: '{}' }];
      const results = await Promise.all([
        store.write([registration(patientKey, [sampleEntry()], { deprecates })]),
        store.write([registration(patientKey, [sampleEntry()], { deprecates })]),
      ]);
      expect(results).to.deep.equal([{}, { conflict: 'target-not-approved', entryUuid: old.entryUuid }]);
    });
  });

  describe('when a record is made', () => {
    it('then it is open, and found by its identifier', async () => {
      const value = String(nextNumber());
      const command = creation(value);
      const patient = {
        ...command.patient,
        usualFamily: 'MARTIN',
        birthPlace: '14118',
      };
      const receipt = await store.write([{ ...command, patient, activated: true }]);
      const record = await store.records.byIdentifier(value, INS_NIR_TEST);
      expect(record).to.deep.equal({
        patient: { key: (receipt as { patientKey: number }).patientKey, ...patient },
        identifiers: [{ value, authority: INS_NIR_TEST, current: true }],
        status: 'open',
        activated: true,
        createdAt: AT,
        choices: DEFAULT_CHOICES,
      });
      expect(await store.records.byIdentifier(value, INS_NIA)).to.equal(undefined);
      expect(await store.records.byKey(999_999)).to.equal(undefined);
    });

    it('then an identifier that is known is a conflict', async () => {
      const value = String(nextNumber());
      await store.write([creation(value)]);
      expect(await store.write([creation(value)])).to.deep.equal({ conflict: 'identifier-exists', value });
      expect(await store.write([creation(value, INS_NIA)])).to.have.property('patientKey');
    });

    it('then a new INS is the present one and the former still leads to the record', async () => {
      const value = String(nextNumber());
      const patientKey = await patientOf(creation(value));
      const next = String(nextNumber());
      await store.write([{ kind: 'add-identifier', patientKey, value: next, authority: INS_NIA }]);
      const record = await store.records.byIdentifier(value, INS_NIR_TEST);
      expect(record?.identifiers).to.deep.equal([
        { value: next, authority: INS_NIA, current: true },
        { value, authority: INS_NIR_TEST, current: false },
      ]);
      expect((await store.records.byIdentifier(next, INS_NIA))?.patient.key).to.equal(patientKey);
    });

    it('then a local identifier leaves the INS present', async () => {
      const value = String(nextNumber());
      const patientKey = await patientOf(creation(value));
      await store.write([{ kind: 'add-identifier', patientKey, value: 'IPP-1', authority: '1.2.3' }]);
      const record = await store.records.byKey(patientKey);
      expect(record?.identifiers.filter(({ current }) => current)).to.have.length(2);
    });

    it('then adding an identifier that is known, or to nobody, is a conflict', async () => {
      const value = String(nextNumber());
      await store.write([creation(value)]);
      const other = await newPatient(store);
      const add = { kind: 'add-identifier', value, authority: INS_NIR_TEST } as const;
      expect(await store.write([{ ...add, patientKey: other }])).to.deep.equal({
        conflict: 'identifier-exists',
        value,
      });
      expect(await store.write([{ ...add, patientKey: 999_999 }])).to.deep.equal({
        conflict: 'record-missing',
      });
    });

    const patientOf = async (command: ReturnType<typeof creation>): Promise<number> =>
      ((await store.write([command])) as { patientKey: number }).patientKey;
  });

  describe('when a record is activated or closed', () => {
    it('then it says so', async () => {
      const patientKey = await newPatient(store);
      await store.write([{ kind: 'activate-record', patientKey, at: AT }]);
      expect((await store.records.byKey(patientKey))?.activated).to.equal(true);
      await store.write([{ kind: 'close-record', patientKey, at: AT }]);
      expect(await store.records.byKey(patientKey)).to.include({ status: 'closed', closedAt: AT });
    });

    it('then closing again keeps the first time', async () => {
      const patientKey = await newPatient(store);
      await store.write([{ kind: 'close-record', patientKey, at: AT }]);
      await store.write([{ kind: 'close-record', patientKey, at: '2027-01-01T00:00:00.000Z' }]);
      expect((await store.records.byKey(patientKey))?.closedAt).to.equal(AT);
    });

    it('then nobody to do it to is a conflict', async () => {
      for (const kind of ['activate-record', 'close-record'] as const) {
        expect(await store.write([{ kind, patientKey: 999_999, at: AT }])).to.deep.equal({
          conflict: 'record-missing',
        });
      }
    });
  });

  describe('when a professional is authorised', () => {
    const nurse: Authorisation = {
      holder: '810000000045',
      holderKind: 'professional',
      name: 'Samir DUVAL',
      medecinTraitant: false,
      since: AT,
    };

    it('then the authorisation is there, and a second of the same holder takes its place', async () => {
      const patientKey = await newPatient(store);
      await store.write([{ kind: 'authorise', patientKey, authorisation: nurse }]);
      expect(await store.records.authorisation(patientKey, nurse.holder)).to.deep.equal(nurse);
      const again = { ...nurse, medecinTraitant: true, since: '2026-12-01T00:00:00.000Z' };
      await store.write([{ kind: 'authorise', patientKey, authorisation: again }]);
      expect(await store.records.authorisations(patientKey)).to.deep.equal([again]);
    });

    it('then one who was named médecin traitant before stays one', async () => {
      const patientKey = await newPatient(store);
      const { holder: professional, name } = nurse;
      await store.write([{ kind: 'name-medecin-traitant', patientKey, professional, name, at: AT }]);
      await store.write([{ kind: 'authorise', patientKey, authorisation: nurse }]);
      expect(await store.records.authorisation(patientKey, professional)).to.deep.equal({
        ...nurse,
        medecinTraitant: true,
      });
    });

    it('then one whom the patient blocks is a conflict', async () => {
      const patientKey = await newPatient(store);
      const { holder: professional } = nurse;
      await store.write([{ kind: 'block', patientKey, blocking: { professional, since: AT } }]);
      expect(await store.write([{ kind: 'authorise', patientKey, authorisation: nurse }])).to.deep.equal({
        conflict: 'professional-blocked',
        professional,
      });
      expect(await store.records.authorisations(patientKey)).to.deep.equal([]);
    });

    it('then withdrawing takes it away, and only that one', async () => {
      const patientKey = await newPatient(store);
      const other = { ...nurse, holder: '810000000011' };
      await store.write([
        { kind: 'authorise', patientKey, authorisation: nurse },
        { kind: 'authorise', patientKey, authorisation: other },
      ]);
      await store.write([{ kind: 'withdraw', patientKey, holder: nurse.holder }]);
      expect(await store.records.authorisation(patientKey, nurse.holder)).to.equal(undefined);
      expect(await store.records.authorisations(patientKey)).to.deep.equal([other]);
    });

    it('then it holds for one record only', async () => {
      const patientKey = await newPatient(store);
      await store.write([{ kind: 'authorise', patientKey, authorisation: nurse }]);
      expect(await store.records.authorisation(await newPatient(store), nurse.holder)).to.equal(undefined);
    });

    it('then a record that is absent or closed is a conflict', async () => {
      const patientKey = await newPatient(store);
      await store.write([{ kind: 'close-record', patientKey, at: AT }]);
      for (const key of [patientKey, 999_999]) {
        expect(
          await store.write([{ kind: 'authorise', patientKey: key, authorisation: nurse }]),
        ).to.deep.equal({
          conflict: 'record-missing',
        });
      }
      expect(await store.write([{ kind: 'withdraw', patientKey: 999_999, holder: 'x' }])).to.deep.equal({
        conflict: 'record-missing',
      });
    });
  });

  describe('when an assertion is used', () => {
    const use = (id: string, issuer = 'CN=A', until = '2099-01-01T00:00:00.000Z') =>
      store.write([{ kind: 'use-assertion', issuer, id, until }]);

    it('then a second use is a conflict, also when both come at once', async () => {
      expect(await Promise.all([use('_1'), use('_1')])).to.deep.equal([
        {},
        { conflict: 'assertion-used', id: '_1' },
      ]);
    });

    it('then the same id of another issuer is another assertion', async () => {
      await use('_2');
      expect(await use('_2', 'CN=B')).to.deep.equal({});
    });

    it('then it is forgotten when it can no longer be presented', async () => {
      await use('_3', 'CN=A', '2020-01-01T00:00:00.000Z');
      expect(await use('_3')).to.deep.equal({});
    });

    it('then the unit of a conflict leaves no other trace', async () => {
      await use('_4');
      const before = (await collect(store.events.all())).length;
      const unit = [
        eventCommand(),
        { kind: 'use-assertion', issuer: 'CN=A', id: '_4', until: '2099-01-01T00:00:00.000Z' },
      ] as const;
      expect(await store.write(unit)).to.include({ conflict: 'assertion-used' });
      expect((await collect(store.events.all())).length).to.equal(before);
    });
  });

  describe('when events are recorded', () => {
    it('then those of a patient come newest first, page by page', async () => {
      const patientKey = await newPatient(store);
      for (let at = 1; at <= 5; at += 1)
        await store.write([eventCommand({ patientKey, requestId: String(at) })]);
      await store.write([eventCommand({ patientKey: await newPatient(store) })]);
      const page = await store.events.ofPatient(patientKey, { limit: 2, offset: 1 });
      expect(page.map(({ requestId }) => requestId)).to.deep.equal(['4', '3']);
      expect(await store.events.countOfPatient(patientKey)).to.equal(5);
    });

    it('then every field comes back as it was', async () => {
      const patientKey = await newPatient(store);
      await store.write([eventCommand({ patientKey, granted: false, reason: 'no-right' })]);
      const command = eventCommand({ patientKey, granted: false, reason: 'no-right' });
      const [event] = await store.events.ofPatient(patientKey, { limit: 1, offset: 0 });
      const { sequence, hash, ...fields } = event!;
      expect(fields).to.deep.equal((command as { event: unknown }).event);
      expect([sequence > 0, hash.length]).to.deep.equal([true, 64]);
    });
  });
});
