import { expect } from 'chai';
import { changeVisibility } from '../../src/client/update.ts';
import { code } from '../../src/model/code.ts';
import type { StoredEvent } from '../../src/model/event.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { DEFAULT_CHOICES, type OpenedAccess, type RecordChoices } from '../../src/model/record.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { registration, sampleEntry } from '../store/sample.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';
import { CHARLOTTE, noteEntry, PATIENT_ID } from '../support/submission-builder.ts';
import { type UpdateDesk, updateDesk } from '../support/update-desk.ts';

const { repositoryUniqueId } = loadAffinityDomain('dmp').rules;
const FAULT = /DMPAccessDeniedByRightsService$/;
const HOUR = 3_600_000;
const PEOPLE = ['pharmacien', 'infirmier', 'medecin-traitant', 'patient'] as const;
const GLACE = { purpose: 'bris_de_glace', reason: 'Inconscient sur la voie publique' } as const;
const CENTRE_15 = { purpose: 'centre_15' } as const;

describe('given a record whose patient decides who sees what', function () {
  this.timeout(180_000);
  let desk: UpdateDesk;
  let patientKey: number;
  before(async () => {
    desk = await updateDesk();
    for (const slug of ['pharmacien', 'infirmier']) await desk.authorise(slug);
    await desk.authorise('medecin-traitant', true);
    const record = await desk.server.store.records.byIdentifier(CHARLOTTE.value, CHARLOTTE.authority);
    patientKey = record!.patient.key;
  });
  afterEach(async () => {
    await choose(DEFAULT_CHOICES);
    for (const { professional } of await desk.server.store.choices.blocked(patientKey)) {
      await desk.server.store.write([{ kind: 'unblock', patientKey, professional }]);
    }
  });
  after(() => desk.close());

  const idOf = (slug: string) => desk.server.pki.identity(slug).id;
  const choose = (choices: Partial<RecordChoices>) =>
    desk.server.store.write([{ kind: 'set-choices', patientKey, choices }]);
  const block = (slug: string) => {
    const blocking = { professional: idOf(slug), since: new Date().toISOString() };
    return desk.server.store.write([{ kind: 'block', patientKey, blocking }]);
  };
  const open = (slug: string, more: Partial<OpenedAccess> = {}) => {
    const openedAt = new Date().toISOString();
    const until = new Date(Date.now() + HOUR).toISOString();
    const access = { professional: idOf(slug), reason: 'Inconscient', openedAt, until, ...more };
    return desk.server.store.write([{ kind: 'open-access', patientKey, access }]);
  };
  const search = (slug: string, vihf: Parameters<UpdateDesk['client']>[1] = {}) =>
    desk.client(slug, vihf).findDocuments(PATIENT_ID);
  const seers = async (uniqueId: string) => {
    const seen: string[] = [];
    for (const slug of PEOPLE) {
      const finds = await desk.finds(slug, uniqueId);
      expect(await desk.reads(slug, uniqueId), slug).to.equal(finds);
      if (finds) seen.push(slug);
    }
    return seen;
  };
  const lastEvent = async (): Promise<StoredEvent> => {
    const [event] = await desk.server.store.events.ofPatient(patientKey, { limit: 1, offset: 0 });
    return event!;
  };
  /** Expects a fault with no more than the public sentence, a trace of the reason, and a store as it was. */
  const refused = async (ask: () => Promise<readonly string[]>, type: string, reason: string) => {
    const before = storeState(desk.server);
    const mark = lastTrace(desk.server);
    const told = await ask();
    expect(told[0]).to.match(FAULT);
    expect(told[1]).to.equal("L'accès demandé n'est pas autorisé.");
    expect(tracesAfter(desk.server, mark)).to.deep.equal([{ type, granted: false, reason }]);
    expect(storeState(desk.server)).to.deep.equal(before);
  };
  const searching = (slug: string, vihf?: Parameters<UpdateDesk['client']>[1]) => async () => {
    const { errors } = await search(slug, vihf);
    return errors.flatMap(({ code: subcode, context }) => [subcode, context]);
  };
  const retrieving = (slug: string, uniqueId: string) => async () => {
    const { errors } = await desk.client(slug).retrieve(PATIENT_ID, [{ repositoryUniqueId, uniqueId }]);
    return errors.flatMap(({ code: subcode, context }) => [subcode, context]);
  };

  it('then one who is blocked searches, reads, declares and lists no more, and does again once unblocked', async () => {
    const note = await desk.note('pharmacien');
    expect(await desk.finds('infirmier', note)).to.equal(true);
    await block('infirmier');
    await refused(searching('infirmier'), 'ITI-18', 'blocked');
    await refused(retrieving('infirmier', note), 'ITI-43', 'blocked');
    const nurse = desk.client('infirmier');
    const service = (ask: () => Promise<{ status: string; context: string }>) => async () => {
      const { status, context } = await ask();
      return [status, context];
    };
    await refused(
      service(() => nurse.setAuthorization(PATIENT_ID)),
      'TD0.3',
      'blocked',
    );
    await refused(
      service(() => nurse.authorisations(PATIENT_ID)),
      'TD1.6',
      'blocked',
    );
    expect((await nurse.patientList()).listed).to.deep.equal([]);
    await desk.server.store.write([{ kind: 'unblock', patientKey, professional: idOf('infirmier') }]);
    expect(await desk.finds('infirmier', note)).to.equal(true);
    expect(await desk.reads('infirmier', note)).to.equal(true);
  });

  it('then one who is blocked before any access is refused all the same', async () => {
    await block('medecin');
    await refused(searching('medecin'), 'ITI-18', 'blocked');
  });

  it('then the refusal of one who is blocked is the same whatever the record holds', async () => {
    await block('medecin');
    const before = await searching('medecin')();
    await desk.note('pharmacien');
    await choose({ maskAll: true });
    expect(await searching('medecin')()).to.deep.equal(before);
  });

  it('then one who is blocked still deposits, and the others have the document', async () => {
    await block('pharmacien');
    const note = await desk.note('pharmacien');
    expect(await desk.finds('infirmier', note)).to.equal(true);
    await refused(searching('pharmacien'), 'ITI-18', 'blocked');
  });

  it('then no emergency opens the record to one who is blocked', async () => {
    await open('medecin');
    await block('medecin');
    await refused(searching('medecin', GLACE), 'ITI-18', 'blocked');
    await block('medecin-regulateur');
    await refused(searching('medecin-regulateur', CENTRE_15), 'ITI-18', 'blocked');
  });

  it('then a regulating doctor reads without a reason, and no more once the patient opposes it', async () => {
    const note = await desk.note('pharmacien');
    const { errors, objects } = await search('medecin-regulateur', CENTRE_15);
    expect(errors).to.deep.equal([]);
    expect(objects.length).to.be.greaterThan(0);
    const { documents } = await desk
      .client('medecin-regulateur', CENTRE_15)
      .retrieve(PATIENT_ID, [{ repositoryUniqueId, uniqueId: note }]);
    expect(documents).to.have.lengthOf(1);
    const { reason, subject } = await lastEvent();
    expect(reason).to.equal('centre-15');
    expect(subject).to.include({ purpose: 'centre_15' }).and.not.to.have.property('reason');
    await choose({ centre15: 'opposed' });
    await refused(searching('medecin-regulateur', CENTRE_15), 'ITI-18', 'centre-15-opposed');
  });

  it('then a list of records leaves out, in the mode that is opposed, a record whose patient opposes it', async () => {
    await desk.authorise('medecin-regulateur');
    const listed = async (vihf = {}) =>
      (await desk.client('medecin-regulateur', vihf).patientList()).listed.map(
        ({ nationalId }) => nationalId,
      );
    expect(await listed(CENTRE_15)).to.deep.equal([CHARLOTTE.value]);
    await choose({ centre15: 'opposed' });
    expect(await listed(CENTRE_15)).to.deep.equal([]);
    expect(await listed()).to.deep.equal([CHARLOTTE.value]);
  });

  it('then bris de glace goes by an open access with its reason in the trace, until the access is over', async () => {
    await refused(searching('medecin', GLACE), 'ITI-18', 'bris-de-glace-not-open');
    await open('medecin');
    expect((await search('medecin', GLACE)).errors).to.deep.equal([]);
    const { reason, subject } = await lastEvent();
    expect(reason).to.equal('bris-de-glace');
    expect(subject).to.include({ purpose: 'bris_de_glace', reason: GLACE.reason });
    await refused(searching('infirmier', GLACE), 'ITI-18', 'bris-de-glace-not-open');
    await open('medecin', { until: new Date(Date.now() - 1).toISOString() });
    await refused(searching('medecin', GLACE), 'ITI-18', 'bris-de-glace-over');
  });

  it('then bris de glace opens nothing to anybody once the patient opposes it, and centre 15 is not concerned', async () => {
    await open('medecin');
    await choose({ brisDeGlace: 'opposed' });
    await refused(searching('medecin', GLACE), 'ITI-18', 'bris-de-glace-opposed');
    expect((await search('medecin-regulateur', CENTRE_15)).errors).to.deep.equal([]);
  });

  it('then masking all hides what is there and what comes from all but author, médecin traitant and patient, until undone', async () => {
    const there = await desk.note('pharmacien');
    await choose({ maskAll: true });
    const comes = await desk.note('pharmacien');
    const ofNurse = await desk.note('infirmier');
    expect(await seers(there)).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);
    expect(await seers(comes)).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);
    expect(await seers(ofNurse)).to.deep.equal(['infirmier', 'medecin-traitant', 'patient']);
    const nurse = desk.client('infirmier');
    expect((await nurse.getDocuments(PATIENT_ID, [there, comes])).objects).to.deep.equal([]);
    await choose({ maskAll: false });
    for (const note of [there, comes, ofNurse]) expect(await seers(note)).to.deep.equal(PEOPLE);
  });

  it('then undoing the masking of all leaves masked what was masked by itself', async () => {
    const note = await desk.note('pharmacien');
    const entry = await desk.entry('pharmacien', note);
    await desk.takes(() => changeVisibility(desk.by('pharmacien'), entry, { MASQUE_PS: true }));
    await choose({ maskAll: true });
    await choose({ maskAll: false });
    expect(await seers(note)).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);
  });

  it('then where all is masked an emergency finds nothing, unless the patient has it otherwise for that mode', async () => {
    const note = await desk.note('pharmacien');
    await open('medecin');
    const found = async () => {
      const answers = [await search('medecin', GLACE), await search('medecin-regulateur', CENTRE_15)];
      return answers.map(({ errors, objects }) => {
        expect(errors).to.deep.equal([]);
        return objects.length > 0;
      });
    };
    await choose({ maskAll: true });
    expect(await found()).to.deep.equal([false, false]);
    await choose({ brisDeGlace: 'allowed-with-masked' });
    expect(await found()).to.deep.equal([true, false]);
    await choose({ centre15: 'allowed-with-masked' });
    expect(await found()).to.deep.equal([true, true]);
    expect(await desk.finds('infirmier', note)).to.equal(false);
  });

  it('then what somebody deposited for another author is not masked from the depositor', async () => {
    const [author] = noteEntry.authors;
    const entry = sampleEntry({
      uniqueId: '1.2.250.1.999.2.1.8.1',
      patientId: PATIENT_ID,
      authors: [{ ...author!, person: '810000000991^AUTRE^Anne^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS' }],
    });
    await desk.server.store.write([registration(patientKey, [entry], { depositor: idOf('infirmier') })]);
    await choose({ maskAll: true });
    expect(await desk.finds('infirmier', entry.entryUuid)).to.equal(true);
    expect(await desk.finds('pharmacien', entry.entryUuid)).to.equal(false);
  });

  for (const confidentiality of ['R', 'V']) {
    it(`then a document of confidentiality ${confidentiality} is seen by its author, the médecin traitant and the patient alone`, async () => {
      const [author] = noteEntry.authors;
      const entry = sampleEntry({
        uniqueId: `1.2.250.1.999.2.1.8.${confidentiality.charCodeAt(0)}`,
        patientId: PATIENT_ID,
        authors: [author!],
        confidentialityCodes: [code(confidentiality, '2.16.840.1.113883.5.25')],
      });
      await desk.server.store.write([registration(patientKey, [entry])]);
      const seen: string[] = [];
      for (const slug of PEOPLE) {
        const id = slug === 'patient' ? entry.uniqueId : entry.entryUuid;
        if (await desk.finds(slug, id)) seen.push(slug);
      }
      expect(seen).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);
    });
  }

  it('then masking all hides what was filed under a former INS too', async () => {
    const entry = sampleEntry({
      uniqueId: '1.2.250.1.999.2.1.8.2',
      patientId: formatCx('194061411802778', CHARLOTTE.authority, 'NH'),
      authors: [noteEntry.authors[0]!],
    });
    const former = { value: '194061411802778', authority: CHARLOTTE.authority };
    await desk.server.store.write([
      { kind: 'add-identifier', patientKey, ...former },
      registration(patientKey, [entry]),
    ]);
    expect(await desk.finds('infirmier', entry.entryUuid)).to.equal(true);
    await choose({ maskAll: true });
    expect(await desk.finds('infirmier', entry.entryUuid)).to.equal(false);
  });
});
