import { expect } from 'chai';
import {
  type Authorisation,
  DEFAULT_CHOICES,
  type OpenedAccess,
  type RecordChoices,
} from '../../../src/model/record.ts';
import type { RecordChoiceCommand } from '../../../src/store/record-choices.ts';
import type { WriteCommand } from '../../../src/store/store.ts';
import { AT, newPatient, type TemporaryStore, temporaryStore } from '../sample.ts';

const PROFESSIONAL = '810000000045';
const STRUCTURE = '1140000027';
const LATER = '2026-11-20T12:00:00.000Z';

function authorisation(changes: Partial<Authorisation> = {}): Authorisation {
  return {
    holder: PROFESSIONAL,
    holderKind: 'professional',
    name: 'DUVAL Samir',
    medecinTraitant: false,
    since: AT,
    ...changes,
  };
}

function access(changes: Partial<OpenedAccess> = {}): OpenedAccess {
  return {
    professional: PROFESSIONAL,
    reason: 'Inconscient',
    openedAt: AT,
    until: '2026-11-20T18:00:00.000Z',
    ...changes,
  };
}

describe('given what a patient decides for the record', () => {
  let store: TemporaryStore;
  let patientKey: number;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());
  beforeEach(async () => {
    patientKey = await newPatient(store);
  });
  const write = async (...unit: readonly WriteCommand[]) => store.write(unit);
  const choices = async (key = patientKey) => (await store.records.byKey(key))?.choices;
  const standing = async (id = PROFESSIONAL) =>
    store.choices.standing(patientKey, { id, structure: STRUCTURE });

  it('then a new record opens in emergencies and masks nothing', async () => {
    expect(await choices()).to.deep.equal(DEFAULT_CHOICES);
    expect(await standing()).to.deep.equal({});
  });

  it('then each choice is kept, and what is not named stays, of this record alone', async () => {
    const other = await newPatient(store);
    const set = { kind: 'set-choices', patientKey } as const;
    await write({ ...set, choices: { brisDeGlace: 'opposed' } });
    await write({ ...set, choices: { centre15: 'allowed-with-masked', maskAll: true } });
    expect(await choices()).to.deep.equal({
      brisDeGlace: 'opposed',
      centre15: 'allowed-with-masked',
      maskAll: true,
    });
    await write({ ...set, choices: { maskAll: false } });
    expect(await choices()).to.include({ maskAll: false, brisDeGlace: 'opposed' });
    expect(await choices(other)).to.deep.equal(DEFAULT_CHOICES);
  });

  it('then a professional is blocked who had never come, and unblocked again', async () => {
    const block = (professional: string, since: string) =>
      ({ kind: 'block', patientKey, blocking: { professional, name: 'DUVAL Samir', since } }) as const;
    await write(block(PROFESSIONAL, LATER), block('810000000029', AT));
    expect(await standing()).to.deep.equal({
      blocked: { professional: PROFESSIONAL, name: 'DUVAL Samir', since: LATER },
    });
    const listed = await store.choices.blocked(patientKey);
    expect(listed.map(({ professional }) => professional)).to.deep.equal(['810000000029', PROFESSIONAL]);
    await write({ kind: 'unblock', patientKey, professional: PROFESSIONAL });
    expect(await standing()).to.deep.equal({});
    expect(await store.choices.blocked(patientKey)).to.have.lengthOf(1);
  });

  it('then blocking again keeps the day of the first, and learns a name', async () => {
    const blocking = { professional: PROFESSIONAL, since: AT };
    await write({ kind: 'block', patientKey, blocking });
    await write({ kind: 'block', patientKey, blocking: { ...blocking, name: 'DUVAL Samir', since: LATER } });
    expect(await store.choices.blocked(patientKey)).to.deep.equal([{ ...blocking, name: 'DUVAL Samir' }]);
  });

  it('then blocking leaves the authorisation, ends an opened access, and unblocking does not bring it back', async () => {
    await write(
      { kind: 'authorise', patientKey, authorisation: authorisation() },
      { kind: 'open-access', patientKey, access: access() },
    );
    await write({ kind: 'block', patientKey, blocking: { professional: PROFESSIONAL, since: AT } });
    expect(await standing()).to.have.all.keys('own', 'blocked');
    await write({ kind: 'unblock', patientKey, professional: PROFESSIONAL });
    expect(await standing()).to.deep.equal({ own: authorisation() });
  });

  it('then a blocked professional opens no access, and nothing of the unit is stored', async () => {
    await write({ kind: 'block', patientKey, blocking: { professional: PROFESSIONAL, since: AT } });
    const written = await write(
      { kind: 'set-choices', patientKey, choices: { maskAll: true } },
      { kind: 'open-access', patientKey, access: access() },
    );
    expect(written).to.deep.equal({ conflict: 'professional-blocked', professional: PROFESSIONAL });
    expect(await choices()).to.deep.equal(DEFAULT_CHOICES);
    expect(await standing()).not.to.have.property('opened');
  });

  it('then opposing bris de glace ends every opened access, and allowing it does not bring one back', async () => {
    const other = '810000000029';
    const choose = (choices: Partial<RecordChoices>) => write({ kind: 'set-choices', patientKey, choices });
    await write(
      { kind: 'open-access', patientKey, access: access() },
      { kind: 'open-access', patientKey, access: access({ professional: other }) },
    );
    await choose({ centre15: 'opposed', maskAll: true });
    expect(await standing()).to.deep.equal({ opened: access() });
    await choose({ brisDeGlace: 'opposed' });
    await choose({ brisDeGlace: 'allowed' });
    expect(await standing()).to.deep.equal({});
    expect(await standing(other)).to.deep.equal({});
  });

  it('then closing the record ends every opened access, and opening it again does not bring one back', async () => {
    await write({ kind: 'open-access', patientKey, access: access() });
    await write({ kind: 'close-record', patientKey, at: LATER }, { kind: 'reopen-record', patientKey });
    expect(await standing()).to.deep.equal({});
  });

  it('then nobody opens an access that the patient opposes, and nothing of the unit is stored', async () => {
    const set = { kind: 'set-choices', patientKey } as const;
    await write({ ...set, choices: { brisDeGlace: 'opposed' } });
    const written = await write(
      { ...set, choices: { maskAll: true } },
      { kind: 'open-access', patientKey, access: access() },
    );
    expect(written).to.deep.equal({ conflict: 'bris-de-glace-opposed' });
    expect((await choices())?.maskAll).to.equal(false);
    expect(await standing()).to.deep.equal({});
  });

  it('then an opened access is that of one professional, whose next one takes its place', async () => {
    await write({ kind: 'open-access', patientKey, access: access() });
    expect(await standing()).to.deep.equal({ opened: access() });
    expect(await standing('810000000029')).to.deep.equal({});
    const again = access({ reason: 'Hémorragie', openedAt: LATER, until: '2026-11-20T20:00:00.000Z' });
    await write({ kind: 'open-access', patientKey, access: again });
    expect(await standing()).to.deep.equal({ opened: again });
  });

  it('then several médecins traitants are named, authorised or not before, and dismissed', async () => {
    await write({ kind: 'authorise', patientKey, authorisation: authorisation() });
    const name = { kind: 'name-medecin-traitant', patientKey, name: 'ROY Anne', at: LATER } as const;
    await write({ ...name, professional: PROFESSIONAL }, { ...name, professional: '810000000011' });
    expect(await store.records.authorisations(patientKey)).to.deep.equal([
      authorisation({ medecinTraitant: true }),
      { ...authorisation({ medecinTraitant: true }), holder: '810000000011', name: 'ROY Anne', since: LATER },
    ]);
    await write({ kind: 'dismiss-medecin-traitant', patientKey, professional: PROFESSIONAL });
    expect(await standing()).to.deep.equal({ own: authorisation() });
    expect((await standing('810000000011')).own).to.include({ medecinTraitant: true });
  });

  it('then the standing has the authorisation of the structure beside the own', async () => {
    const ofStructure = authorisation({ holder: STRUCTURE, holderKind: 'structure', name: 'CH' });
    await write(
      { kind: 'authorise', patientKey, authorisation: authorisation() },
      { kind: 'authorise', patientKey, authorisation: ofStructure },
    );
    expect(await standing()).to.deep.equal({ own: authorisation(), ofStructure });
    expect(await standing('8')).to.deep.equal({ ofStructure });
    const alone = await store.choices.standing(patientKey, { id: STRUCTURE, structure: STRUCTURE });
    expect(alone).to.deep.equal({ own: ofStructure, ofStructure });
  });

  it('then a record of somebody whom the patient blocks is in no list of records', async () => {
    await write(
      { kind: 'authorise', patientKey, authorisation: authorisation() },
      { kind: 'block', patientKey, blocking: { professional: PROFESSIONAL, since: AT } },
    );
    const list = async (caller: string) => {
      const page = { caller, after: patientKey - 1, limit: 1 };
      return store.records.authorisedTo({ holder: PROFESSIONAL, holderKind: 'professional' }, page);
    };
    expect(await list(PROFESSIONAL)).to.deep.equal([]);
    expect(await list('8')).to.have.lengthOf(1);
  });

  const decided = (key: number): readonly RecordChoiceCommand[] => [
    { kind: 'set-choices', patientKey: key, choices: { maskAll: true } },
    { kind: 'block', patientKey: key, blocking: { professional: PROFESSIONAL, since: AT } },
    { kind: 'unblock', patientKey: key, professional: PROFESSIONAL },
    { kind: 'open-access', patientKey: key, access: access() },
    { kind: 'name-medecin-traitant', patientKey: key, professional: '8', name: 'ROY Anne', at: AT },
    { kind: 'dismiss-medecin-traitant', patientKey: key, professional: PROFESSIONAL },
  ];
  for (const { kind } of decided(0)) {
    it(`then ${kind} finds a record that has been closed since the decision, or is not there`, async () => {
      await write({ kind: 'authorise', patientKey, authorisation: authorisation({ medecinTraitant: true }) });
      await write({ kind: 'close-record', patientKey, at: LATER });
      const before = [await store.records.byKey(patientKey), await standing()];
      for (const key of [patientKey, 999_999]) {
        const command = decided(key).find((one) => one.kind === kind)!;
        expect(await write(command)).to.deep.equal({ conflict: 'record-missing' });
      }
      expect([await store.records.byKey(patientKey), await standing()]).to.deep.equal(before);
    });
  }
});
