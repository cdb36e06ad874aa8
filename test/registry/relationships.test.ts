import { expect } from 'chai';
import { register } from '../../src/documents/register.ts';
import { isRefusal } from '../../src/errors.ts';
import { APPROVED, DEPRECATED, ON_DEMAND } from '../../src/model/document-entry.ts';
import {
  APND,
  HAS_MEMBER,
  IS_SNAPSHOT_OF,
  RPLC,
  SIGNS,
  type SubmittedObjects,
  XFRM,
  XFRM_RPLC,
} from '../../src/model/submission.ts';
import { isConflict } from '../../src/store/store.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import { NODE } from '../support/ihe-submission.ts';
import { type RegistryDesk, registryDesk } from '../support/registry-desk.ts';
import { entryOf, folderOf, lotOf, uniqueIdOf } from '../support/registry-lot.ts';
import { storeState } from '../support/store-state.ts';

describe('given a document in two folders, with an addendum and a transformation', () => {
  let desk: RegistryDesk;
  let original: string;
  let folders: readonly string[];
  const idOf = (name: string) => desk.idOf(uniqueIdOf(name));
  beforeEach(async () => {
    desk = await registryDesk();
    await desk.take(
      lotOf('first', {
        entries: [entryOf('Original'), entryOf('Bystander')],
        folders: [folderOf('One'), folderOf('Two'), folderOf('Empty')],
        members: [
          ['One', 'Original'],
          ['Two', 'Original'],
        ],
      }),
    );
    original = await idOf('Original');
    folders = [await idOf('One'), await idOf('Two')];
    await desk.take(
      lotOf('second', {
        entries: [entryOf('Addendum'), entryOf('Transformation')],
        relations: [
          ['Addendum', APND, original],
          ['Transformation', XFRM, original],
        ],
      }),
    );
    await desk.take(
      lotOf('third', {
        entries: [entryOf('Further')],
        relations: [['Further', APND, await idOf('Addendum')]],
      }),
    );
  });
  afterEach(() => desk.close());

  const statuses = async () => {
    const found = await desk.house.store.documents.find(EVERYTHING, {}, 'ebrim');
    const names = ['Original', 'Bystander', 'Addendum', 'Transformation', 'Further', 'Replacement'];
    return Object.fromEntries(
      names.flatMap((name) => {
        const entry = found.find(({ uniqueId }) => uniqueId === uniqueIdOf(name));
        if (entry === undefined) return [];
        expect(String(entry.ebrim)).to.include(`status="${entry.availabilityStatus}"`);
        return [[name, entry.availabilityStatus]];
      }),
    );
  };
  const memberships = async (document: string) =>
    desk.house.store.associations.find(EVERYTHING, { types: [HAS_MEMBER], targets: [document] });
  const replacement = (type: string) =>
    lotOf('fourth', { entries: [entryOf('Replacement')], relations: [['Replacement', type, original]] });

  for (const [name, type] of [
    ['RPLC', RPLC],
    ['XFRM_RPLC', XFRM_RPLC],
  ] as const) {
    it(`then ${name} deprecates it and all that hangs on it, and nothing else`, async () => {
      await desk.take(replacement(type));
      expect(await statuses()).to.deep.equal({
        Original: DEPRECATED,
        Bystander: APPROVED,
        Addendum: DEPRECATED,
        Transformation: DEPRECATED,
        Further: DEPRECATED,
        Replacement: APPROVED,
      });
    });

    it(`then ${name} puts the new document into its folders, and the set points at these memberships`, async () => {
      await desk.take(replacement(type));
      const made = await memberships(await idOf('Replacement'));
      const set = await idOf('fourth');
      const ofFolders = made.filter(({ source }) => source !== set);
      expect(ofFolders.map(({ source }) => source)).to.deep.equal(folders);
      for (const { id } of ofFolders) {
        expect((await memberships(id)).map(({ source }) => source)).to.deep.equal([set]);
      }
      expect((await memberships(original)).map(({ source }) => source)).to.include.members([...folders]);
    });
  }

  for (const [name, type] of [
    ['APND', APND],
    ['XFRM', XFRM],
    ['signs', SIGNS],
  ] as const) {
    it(`then ${name} leaves everything up to date, and the new document in no folder`, async () => {
      await desk.take(replacement(type));
      expect(new Set(Object.values(await statuses()))).to.deep.equal(new Set([APPROVED]));
      expect(await memberships(await idOf('Replacement'))).to.have.length(1);
    });
  }

  it('then what is put into a folder by the message itself is not put there twice', async () => {
    const link = [[folders[0]!, 'Replacement']] as const;
    await desk.take(
      lotOf('fourth', {
        entries: [entryOf('Replacement')],
        members: link,
        relations: [['Replacement', RPLC, original]],
      }),
    );
    const set = await idOf('fourth');
    const made = await memberships(await idOf('Replacement'));
    expect(made.filter(({ source }) => source !== set).map(({ source }) => source)).to.deep.equal(folders);
  });

  it('then what had been replaced before stays as it was', async () => {
    await desk.take(
      lotOf('fourth', {
        entries: [entryOf('Corrected')],
        relations: [['Corrected', RPLC, await idOf('Addendum')]],
      }),
    );
    expect(await statuses()).to.include({ Original: APPROVED, Addendum: DEPRECATED, Further: DEPRECATED });
    await desk.take(
      lotOf('fifth', { entries: [entryOf('Replacement')], relations: [['Replacement', RPLC, original]] }),
    );
    expect(await statuses()).to.include({ Original: DEPRECATED, Transformation: DEPRECATED });
  });

  const lastUpdates = async () => {
    const found = await desk.house.store.folders.find(EVERYTHING, {});
    return Object.fromEntries(
      found.map((folder) => [folder.model().title[0]!.value, folder.model().lastUpdateTime]),
    );
  };
  const at = (objects: SubmittedObjects, time: string) =>
    register(objects, { subject: NODE, at: time, record: desk.house.record }, desk.house.options);
  const store = async (objects: SubmittedObjects, time: string) => {
    const accepted = await at(objects, time);
    if (isRefusal(accepted)) return expect.fail(told(accepted).join());
    return desk.house.store.write(accepted.writes);
  };

  it('then a replacement updates the folders of the document and no other', async () => {
    const before = await lastUpdates();
    await store(replacement(RPLC), '2030-01-02T03:04:05.678Z');
    expect(await lastUpdates()).to.deep.equal({ ...before, One: '20300102030405', Two: '20300102030405' });
  });

  it('then a new document in a folder updates it', async () => {
    const before = await lastUpdates();
    const added = lotOf('fourth', { entries: [entryOf('Added')], members: [[await idOf('Empty'), 'Added']] });
    await store(added, '2030-01-02T03:04:05.678Z');
    expect(await lastUpdates()).to.deep.equal({ ...before, Empty: '20300102030405' });
  });

  it('then a document of the registry in a folder of the registry updates it', async () => {
    const before = await lastUpdates();
    const link = lotOf('fourth', { members: [[await idOf('Empty'), await idOf('Bystander')]] });
    await store(link, '2030-01-02T03:04:05.678Z');
    expect(await lastUpdates()).to.deep.equal({ ...before, Empty: '20300102030405' });
    expect(await memberships(await idOf('Bystander'))).to.have.length(2);
  });

  it('then a source does not say when a folder was updated', async () => {
    const folder = folderOf('Backdated', { lastUpdateTime: '19990101' });
    await store(lotOf('fourth', { folders: [folder] }), '2030-01-02T03:04:05.678Z');
    expect(await lastUpdates()).to.include({ Backdated: '20300102030405' });
  });

  it('then a folder that was joined while the replacement was under way is inherited too', async () => {
    const accepted = await at(replacement(RPLC), '2030-01-02T03:04:05.678Z');
    if (isRefusal(accepted)) return expect.fail(told(accepted).join());
    await desk.take(lotOf('meanwhile', { members: [[await idOf('Empty'), original]] }));
    expect(isConflict(await desk.house.store.write(accepted.writes))).to.equal(false);
    const made = await memberships(await idOf('Replacement'));
    expect(made.map(({ source }) => source)).to.include.members([...folders, await idOf('Empty')]);
  });

  it('then an addendum that was made while the replacement was under way is not left behind', async () => {
    const accepted = await at(replacement(RPLC), '2030-01-02T03:04:05.678Z');
    if (isRefusal(accepted)) return expect.fail(told(accepted).join());
    await desk.take(
      lotOf('meanwhile', { entries: [entryOf('Late')], relations: [['Late', APND, original]] }),
    );
    const before = storeState(desk.house);
    const conflict = await desk.house.store.write(accepted.writes);
    expect(conflict).to.deep.equal({ conflict: 'dependent-missed', entryUuid: await idOf('Late') });
    if (!isConflict(conflict)) return;
    expectOneFault(await accepted.onConflict(conflict), 'XDSRegistryBusy');
    expect(storeState(desk.house)).to.deep.equal(before);
  });

  it('then an addendum that was under way while it was replaced is refused', async () => {
    const late = lotOf('late', { entries: [entryOf('Late')], relations: [['Late', APND, original]] });
    const accepted = await at(late, '2030-01-02T03:04:05.678Z');
    if (isRefusal(accepted)) return expect.fail(told(accepted).join());
    await desk.take(replacement(RPLC));
    const conflict = await desk.house.store.write(accepted.writes);
    if (!isConflict(conflict)) return expect.fail('the addendum was taken');
    expectOneFault(await accepted.onConflict(conflict), 'XDSRegistryDeprecatedDocumentError', original);
  });

  it('then the first submission for a patient whom nobody knows may be a folder', async () => {
    const patientId = folderOf('x').patientId.replace(/^[^^]*/, 'somebody');
    const answer = await desk.register(
      lotOf('fourth', { set: { patientId }, folders: [folderOf('New', { patientId })] }),
    );
    expect(told(answer)).to.deep.equal([]);
    expect(await idOf('New')).to.match(/^urn:uuid:/);
  });

  it('then a snapshot is tied to what is made on demand', async () => {
    // An on-demand entry comes by ITI-61; the store takes it as it takes any other.
    const accepted = await at(lotOf('demand', { entries: [entryOf('Demand')] }), '2030-01-02T03:04:05.678Z');
    if (isRefusal(accepted)) return expect.fail(told(accepted).join());
    const writes = accepted.writes.map((command) =>
      command.kind === 'register'
        ? {
            ...command,
            entries: command.entries.map((one) => ({
              ...one,
              entry: { ...one.entry, objectType: ON_DEMAND },
            })),
          }
        : command,
    );
    await desk.house.store.write(writes);
    const demand = await idOf('Demand');
    await desk.take(
      lotOf('fourth', { entries: [entryOf('Snapshot')], relations: [['Snapshot', IS_SNAPSHOT_OF, demand]] }),
    );
    const [tie] = await desk.house.store.associations.find(EVERYTHING, { types: [IS_SNAPSHOT_OF] });
    expect([tie?.source, tie?.target]).to.deep.equal([await idOf('Snapshot'), demand]);
  });
});
