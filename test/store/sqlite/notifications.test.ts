import { expect } from 'chai';
import type { Authorisation } from '../../../src/model/record.ts';
import { isConflict, type WriteCommand } from '../../../src/store/store.ts';
import { AT, newPatient, type TemporaryStore, temporaryStore } from '../sample.ts';

const later = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const PROFESSIONAL = '810000000037';

describe('given a store of notifications', () => {
  let store: TemporaryStore;
  beforeEach(async () => {
    store = await temporaryStore();
  });
  afterEach(() => store.remove());

  const write = async (...unit: WriteCommand[]) => {
    const written = await store.write(unit);
    if (isConflict(written)) throw new Error(written.conflict);
  };
  const claim = async (claimant: string, at = AT, limit = 50) => {
    await write({ kind: 'claim-notifications', claimant, at, until: later(10), limit });
    return store.notifications.claimed(claimant);
  };
  const kinds = async (at = AT) => (await claim(`c${Math.random()}`, at)).map(({ message }) => message.kind);
  const telling = (patientKey: number, logicalIds: string[], quietly = false): WriteCommand => ({
    kind: 'tell-documents',
    patientKey,
    logicalIds,
    at: AT,
    quietly,
  });
  const access = (patientKey: number, professional = PROFESSIONAL): WriteCommand => ({
    kind: 'tell-access',
    patientKey,
    professional,
    at: AT,
  });
  const emergency = (patientKey: number, more: object = {}): WriteCommand => ({
    kind: 'tell-emergency',
    patientKey,
    professional: PROFESSIONAL,
    since: later(-60),
    at: AT,
    patientTold: true,
    ...more,
  });
  const doctor = (holder: string, medecinTraitant: boolean): Authorisation => ({
    holder,
    holderKind: 'professional',
    name: `Docteur ${holder}`,
    medecinTraitant,
    since: AT,
  });

  it('then a notification is queued with the unit that it tells of, or not at all', async () => {
    const patientKey = await newPatient(store);
    const refused = await store.write([
      telling(patientKey, ['a']),
      { kind: 'authorise', patientKey: 999, authorisation: doctor('1', false) },
    ]);
    expect(refused).to.deep.equal({ conflict: 'record-missing' });
    expect(await store.notifications.queue()).to.deep.equal({ waiting: 0 });
    await write(telling(patientKey, ['a']));
    expect(await store.notifications.queue()).to.deep.equal({ waiting: 1, oldest: AT });
  });

  it('then each document is told once, and one that was known quietly never', async () => {
    const patientKey = await newPatient(store);
    await write(telling(patientKey, ['a', 'b']));
    await write(telling(patientKey, ['b', 'c']));
    await write(telling(patientKey, ['d'], true), telling(patientKey, ['d']));
    expect(await kinds()).to.deep.equal(['document-added', 'document-added', 'document-added']);
  });

  it('then of many first accesses at once one is told, for each professional and patient', async () => {
    const [one, other] = [await newPatient(store), await newPatient(store)];
    await Promise.all(Array.from({ length: 20 }, () => store.write([access(one)])));
    await write(access(one, '810000000045'), access(other));
    const told = await claim('c');
    expect(told.map(({ recipient }) => recipient)).to.deep.equal([
      { patientKey: one },
      { patientKey: one },
      { patientKey: other },
    ]);
    expect(await store.notifications.accessTold(one, PROFESSIONAL)).to.equal(true);
    expect(await store.notifications.accessTold(other, '810000000045')).to.equal(false);
  });

  it('then an emergency is told to the patient and to each médecin traitant but the caller, and the first access with it', async () => {
    const patientKey = await newPatient(store);
    for (const [holder, treating] of [
      [PROFESSIONAL, true],
      ['2', true],
      ['3', true],
      ['4', false],
    ] as const) {
      await write({ kind: 'authorise', patientKey, authorisation: doctor(holder, treating) });
    }
    await write(emergency(patientKey));
    await write(access(patientKey));
    expect((await claim('c')).map(({ recipient, message }) => [recipient, message.kind])).to.deep.equal([
      [{ patientKey }, 'emergency-access'],
      [{ professional: '2', name: 'Docteur 2' }, 'emergency-access-medecin-traitant'],
      [{ professional: '3', name: 'Docteur 3' }, 'emergency-access-medecin-traitant'],
    ]);
  });

  it('then an emergency is not told to a médecin traitant whom the patient blocks', async () => {
    const [patientKey, other] = [await newPatient(store), await newPatient(store)];
    const blocking = (professional: string) => ({ professional, since: AT });
    await write(
      { kind: 'authorise', patientKey, authorisation: doctor('2', true) },
      { kind: 'authorise', patientKey, authorisation: doctor('3', true) },
      { kind: 'block', patientKey, blocking: blocking('2') },
      { kind: 'block', patientKey: other, blocking: blocking('3') },
      emergency(patientKey),
    );
    expect((await claim('c')).map(({ recipient }) => recipient)).to.deep.equal([
      { patientKey },
      { professional: '3', name: 'Docteur 3' },
    ]);
  });

  it('then one emergency is told once, and another one later again', async () => {
    const patientKey = await newPatient(store);
    await write(emergency(patientKey), emergency(patientKey, { at: later(5) }));
    await write(emergency(patientKey, { at: later(120), since: later(60) }));
    expect(await kinds(later(120))).to.deep.equal(['emergency-access', 'emergency-access']);
  });

  it('then an emergency that was kept from the patient does not silence a later one, which the médecin traitant knows of', async () => {
    const patientKey = await newPatient(store);
    await write({ kind: 'authorise', patientKey, authorisation: doctor('2', true) });
    await write(emergency(patientKey, { patientTold: false }));
    await write(emergency(patientKey, { at: later(5) }), emergency(patientKey, { at: later(6) }));
    await write(emergency(patientKey, { at: later(7), patientTold: false }));
    expect(await kinds(later(7))).to.deep.equal(['emergency-access-medecin-traitant', 'emergency-access']);
  });

  it('then an emergency that is kept from the readers of the mail is told to the médecin traitant alone', async () => {
    const patientKey = await newPatient(store);
    await write({ kind: 'authorise', patientKey, authorisation: doctor('2', true) });
    await write(emergency(patientKey, { patientTold: false }));
    expect(await kinds()).to.deep.equal(['emergency-access-medecin-traitant']);
    expect(await store.notifications.accessTold(patientKey, PROFESSIONAL)).to.equal(false);
  });

  it('then what one server has claimed no other gets, until its claim ends', async () => {
    const patientKey = await newPatient(store);
    await write(telling(patientKey, ['a', 'b', 'c']));
    const first = await claim('one', AT, 2);
    expect(first.map(({ attempts }) => attempts)).to.deep.equal([0, 0]);
    expect(await claim('two')).to.have.length(1);
    expect(await claim('three', later(9))).to.deep.equal([]);
    const over = await claim('four', later(10));
    expect(over.map(({ id, attempts }) => [id, attempts]).slice(0, 2)).to.deep.equal(
      first.map(({ id }) => [id, 1]),
    );
    expect(await store.notifications.claimed('one')).to.deep.equal([]);
  });

  it('then only whoever holds a claim settles it', async () => {
    await write(telling(await newPatient(store), ['a']));
    const [first] = await claim('one');
    const [again] = await claim('two', later(10));
    expect(again?.id).to.equal(first?.id);
    const settle = (claimant: string): WriteCommand => ({
      kind: 'settle-notification',
      id: first!.id,
      claimant,
      at: later(11),
      settlement: { as: 'sent' },
    });
    await write(settle('one'));
    expect((await store.notifications.queue()).waiting).to.equal(1);
    await write(settle('two'));
    expect((await store.notifications.queue()).waiting).to.equal(0);
  });

  it('then a retry waits for its time', async () => {
    await write(telling(await newPatient(store), ['a']));
    const [one] = await claim('one');
    await write({
      kind: 'settle-notification',
      id: one!.id,
      claimant: 'one',
      at: AT,
      settlement: { as: 'retry', due: later(30) },
    });
    expect(await claim('two', later(29))).to.deep.equal([]);
    expect((await claim('three', later(30))).map(({ attempts }) => attempts)).to.deep.equal([1]);
  });

  it('then a contact takes the place of what the same source told, and is forgotten by source', async () => {
    const of = { patientKey: await newPatient(store) };
    const keep = (email: string, source: 'activation' | 'assurance-maladie'): WriteCommand => ({
      kind: 'keep-contact',
      contact: { of, source, email, emailVerified: source === 'assurance-maladie', postal: ['1 rue A'] },
    });
    await write(keep('a@example.org', 'activation'), keep('b@example.org', 'assurance-maladie'));
    await write(keep('c@example.org', 'activation'));
    expect(await store.notifications.contacts(of)).to.deep.equal([
      { of, source: 'activation', email: 'c@example.org', emailVerified: false, postal: ['1 rue A'] },
      { of, source: 'assurance-maladie', email: 'b@example.org', emailVerified: true, postal: ['1 rue A'] },
    ]);
    await write({ kind: 'forget-contact', of, source: 'activation' });
    expect((await store.notifications.contacts(of)).map(({ source }) => source)).to.deep.equal([
      'assurance-maladie',
    ]);
    await write({ kind: 'forget-contact', of });
    expect(await store.notifications.contacts(of)).to.deep.equal([]);
  });

  it('then a professional has contacts of its own', async () => {
    const of = { professional: PROFESSIONAL };
    await write({
      kind: 'keep-contact',
      contact: { of, source: 'annuaire', email: 'a@medecin.mssante.fr', emailVerified: true },
    });
    expect(await store.notifications.contacts(of)).to.have.length(1);
    expect(await store.notifications.contacts({ professional: '1' })).to.deep.equal([]);
  });
});
