import { expect } from 'chai';
import type { EmergencyChoice } from '../../../src/model/record.ts';
import type { SoughtTraits } from '../../../src/store/patient-search.ts';
import { patientNames } from '../../../src/store/sqlite/migrations/0014-patient-names.ts';
import { isConflict } from '../../../src/store/store.ts';
import { storeFromBefore, type TemporaryStore, temporaryStore } from '../sample.ts';

const AT = '2026-10-02T09:00:00.000Z';
const AUTHORITY = '1.2.250.1.213.1.4.10';

describe('given patients who are sought by traits', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());

  const keysOf = async (
    traits: Partial<SoughtTraits> & Pick<SoughtTraits, 'family'>,
    after = 0,
    limit = 10,
  ) =>
    (await store.patientSearch.byTraits({ givens: [], ...traits }, { after, limit })).map(
      ({ patient }) => patient.key,
    );
  const create = async (value: string, family: string, givens: readonly string[] = ['Zoé']) => {
    const written = await store.write([
      {
        kind: 'create-record',
        patient: { family, givens, birthDate: '1979-03-28', sex: 'F' },
        identifiers: [{ value, authority: AUTHORITY }],
        activated: true,
        at: AT,
      },
    ]);
    if (isConflict(written)) throw new Error(written.conflict);
    return written.patientKey!;
  };

  it('then they come by their keys, page after page, whatever others are left out between', async () => {
    const keys: number[] = [];
    for (let at = 0; at < 250; at++) {
      const key = await create(`p${at}`, 'Pagé', at % 3 === 0 ? ['Zoé'] : ['Lucie']);
      if (at % 3 === 0) keys.push(key);
    }
    const sought = { family: 'PAGE', givens: ['zoe'] };
    expect(await keysOf(sought, 0, 50)).to.deep.equal(keys.slice(0, 50));
    expect(await keysOf(sought, keys[49], 50)).to.deep.equal(keys.slice(50));
  });

  it('then a name that was changed finds no more, and the new one does', async () => {
    const key = await create('renamed', 'Birth');
    for (const usualFamily of ['First', 'Sécond'])
      await store.write([{ kind: 'change-usual-name', patientKey: key, usualFamily }]);
    expect(await keysOf({ family: 'first' })).to.deep.equal([]);
    expect(await keysOf({ family: 'second' })).to.deep.equal([key]);
    expect(await keysOf({ family: 'birth' })).to.deep.equal([key]);
  });

  it('then the name of a closed record is not changed, and finds nothing', async () => {
    const key = await create('closed', 'Closed');
    await store.write([{ kind: 'close-record', patientKey: key, at: AT }]);
    const written = await store.write([{ kind: 'change-usual-name', patientKey: key, usualFamily: 'Other' }]);
    expect(written).to.deep.equal({ conflict: 'record-missing' });
    expect(await keysOf({ family: 'closed' })).to.deep.equal([]);
  });

  it('then one who opposes centre 15 is left out, and takes no place on a page', async () => {
    const [opposed, other] = [await create('opposed', 'Samu'), await create('other', 'Samu')];
    const choose = (centre15: EmergencyChoice) =>
      store.write([{ kind: 'set-choices', patientKey: opposed, choices: { centre15 } }]);
    await choose('opposed');
    expect(await keysOf({ family: 'samu' }, 0, 1)).to.deep.equal([other]);
    await choose('allowed-with-masked');
    expect(await keysOf({ family: 'samu' })).to.deep.equal([opposed, other]);
  });

  it('then what a feed tells of a patient counts from then on', async () => {
    const identifiers = [{ value: 'fed', authority: AUTHORITY }] as const;
    const feed = (family: string) =>
      store.write([{ kind: 'feed-patient', identifiers, traits: { family }, at: AT }]);
    await feed('Avant');
    await feed('Après');
    expect(await keysOf({ family: 'avant' })).to.deep.equal([]);
    expect(await keysOf({ family: 'apres' })).to.have.lengthOf(1);
  });
});

describe('given a database from before patients were sought by traits', () => {
  it('then those who are there are found by either name', async () => {
    const store = await storeFromBefore(patientNames, (database) => {
      database.exec(`INSERT INTO patient (patient_key, family, usual_family, givens, birth_date, sex)
      VALUES (1, 'Nöel', 'Durand', '["Zoé"]', '1979-03-28', 'F'), (2, '', NULL, '[]', '', 'U');
      INSERT INTO record (patient_key, status, activated, created_at) VALUES (1, 'open', 1, '2026'), (2, 'open', 1, '2026');`);
    });
    try {
      for (const family of ['noel', 'DURAND']) {
        const found = await store.patientSearch.byTraits({ family, givens: [] }, { after: 0, limit: 10 });
        expect(found.map(({ patient }) => patient.key)).to.deep.equal([1]);
      }
    } finally {
      await store.remove();
    }
  });
});
