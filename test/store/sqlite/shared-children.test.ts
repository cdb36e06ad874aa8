import { expect } from 'chai';
import type { Representative } from '../../../src/model/enrolment.ts';
import type { AssignedId } from '../../../src/store/patient-feed.ts';
import { isConflict, type WriteCommand } from '../../../src/store/store.ts';
import { AT, type TemporaryStore, temporaryStore } from '../sample.ts';

const AUTHORITY = '1.2.250.1.999.4';

function parent(ins: string, role: Representative['role'] = 'parent'): Representative {
  return { role, ins, family: 'MARTIN', given: ins };
}

describe('given a child whom health insurance knows with two parents', () => {
  let store: TemporaryStore;
  let key: number;
  beforeEach(async () => {
    store = await temporaryStore();
    await insure([parent('principal'), parent('other')]);
    key = (await store.enrolment.byIns('child', AUTHORITY))!.key;
  });
  afterEach(() => store.remove());

  const insure = async (
    representatives: readonly Representative[],
    ins = 'child',
    former: readonly AssignedId[] = [],
  ) => {
    const traits = { family: 'MARTIN', givens: ['Zoé'], birthDate: '2020-01-01', sex: 'F' } as const;
    const of = { ins, authority: AUTHORITY, ...traits, contact: {}, cards: [], protected: false };
    await written({ kind: 'import-affiliate', affiliate: { ...of, representatives, former } });
  };
  const written = async (command: WriteCommand) => {
    const receipt = await store.write([command]);
    return isConflict(receipt) ? receipt.conflict : 'written';
  };
  const share = (by: string, other: string) =>
    written({ kind: 'share-child', key, principal: by, parent: other, at: AT });
  const shared = async () => {
    const { enrolment } = store;
    const others = await enrolment.sharedWith(key);
    const children = await Promise.all(others.map((one) => enrolment.sharedTo(one, AUTHORITY)));
    expect(children.flat().map((child) => child.ins)).to.deep.equal(others.map(() => 'child'));
    return others;
  };

  it('then the principal one shares it with the other, once however often, until it is ended', async () => {
    expect(await shared()).to.deep.equal([]);
    for (let times = 0; times < 2; times += 1) expect(await share('principal', 'other')).to.equal('written');
    expect(await shared()).to.deep.equal(['other']);
    expect(await store.enrolment.sharedTo('other', '1.2.250.1.999.5')).to.deep.equal([]);
    for (let times = 0; times < 2; times += 1)
      expect(await written({ kind: 'end-sharing', key, parent: 'other' })).to.equal('written');
    expect(await shared()).to.deep.equal([]);
  });

  for (const [name, by, other] of [
    ['by the other one', 'other', 'principal'],
    ['with herself', 'principal', 'principal'],
    ['with a stranger', 'principal', 'stranger'],
    ['by a stranger', 'stranger', 'other'],
  ] as const) {
    it(`then sharing ${name} is a conflict`, async () => {
      expect(await share(by, other)).to.equal('enrolment-changed');
      expect(await shared()).to.deep.equal([]);
    });
  }

  it('then sharing with a legal guardian is a conflict', async () => {
    await insure([parent('principal'), parent('other', 'tuteur')]);
    expect(await share('principal', 'other')).to.equal('enrolment-changed');
  });

  for (const [name, representatives, left] of [
    ['says the same again', [parent('principal'), parent('other')], ['other']],
    ['adds one', [parent('principal'), parent('third'), parent('other')], ['other']],
    ['names another principal one', [parent('other'), parent('principal')], []],
    ['names the other one no longer', [parent('principal')], []],
    ['names the other one as guardian', [parent('principal'), parent('other', 'tuteur')], []],
    ['names nobody', [], []],
  ] as const) {
    it(`then what is left when health insurance ${name} is ${left.length === 0 ? 'nothing' : 'the sharing'}`, async () => {
      await share('principal', 'other');
      await insure(representatives);
      await insure([parent('principal'), parent('other')]);
      expect(await shared()).to.deep.equal(left);
    });
  }

  it('then another child of the same parents is not shared with it', async () => {
    await insure([parent('principal'), parent('other')], 'sister');
    await share('principal', 'other');
    expect(await shared()).to.deep.equal(['other']);
  });

  for (const whose of ['principal', 'other'] as const) {
    it(`then it goes with the ${whose} one, whose INS is replaced by another before the next import`, async () => {
      await share('principal', 'other');
      const identifiers = [{ value: whose, authority: AUTHORITY }] as const;
      await written({ kind: 'feed-patient', identifiers, traits: {}, at: AT });
      const { patient } = (await store.records.byIdentifier(whose, AUTHORITY))!;
      const present = { value: 'present', authority: AUTHORITY };
      await written({ kind: 'add-identifier', patientKey: patient.key, ...present });
      await insure(['principal', 'other'].map((ins) => parent(ins === whose ? 'present' : ins)));
      expect(await shared()).to.deep.equal([whose === 'other' ? 'present' : 'other']);
    });
  }

  it('then it goes with another one who has no record yet, whose INS is replaced', async () => {
    await share('principal', 'other');
    await insure([], 'present', [{ value: 'other', authority: AUTHORITY }]);
    await insure([parent('principal'), parent('present')]);
    expect(await shared()).to.deep.equal(['present']);
  });

  it('then it goes with a parent whose INS is merged into another', async () => {
    await share('principal', 'other');
    for (const value of ['other', 'surviving']) {
      const identifiers = [{ value, authority: AUTHORITY }] as const;
      await written({ kind: 'feed-patient', identifiers, traits: {}, at: AT });
    }
    const { patient } = (await store.records.byIdentifier('other', AUTHORITY))!;
    const { mark } = await store.patientFeed.filedUnder(patient.key);
    const merged = await written({
      kind: 'merge-patients',
      surviving: { value: 'surviving', authority: AUTHORITY },
      subsumed: { value: 'other', authority: AUTHORITY },
      patientId: 'CX',
      entries: [],
      submissionSets: [],
      folders: [],
      mark,
    });
    expect(merged).to.equal('written');
    expect(await shared()).to.deep.equal(['surviving']);
  });
});
