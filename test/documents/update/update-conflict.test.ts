import { expect } from 'chai';
import type { Acceptance } from '../../../src/documents/registration-writes.ts';
import { update } from '../../../src/documents/update/update.ts';
import { isRefusal } from '../../../src/errors.ts';
import { APPROVED, DEPRECATED } from '../../../src/model/document-entry.ts';
import { APND, HAS_MEMBER, type SubmittedObjects } from '../../../src/model/submission.ts';
import { isConflict } from '../../../src/store/store.ts';
import { EVERYTHING } from '../../support/deposit-house.ts';
import { told } from '../../support/faults.ts';
import { NODE } from '../../support/ihe-submission.ts';
import { entryOf, folderOf, lotOf, OTHER_PATIENT, uniqueIdOf } from '../../support/registry-lot.ts';
import { updateOf } from '../../support/registry-update.ts';
import { storeState } from '../../support/store-state.ts';
import { type UpdateWorld, updateWorld } from '../../support/update-world.ts';

describe('given an update that was let through, and another one that is stored before it', () => {
  let world: UpdateWorld;
  beforeEach(async () => {
    world = await updateWorld();
  });
  afterEach(() => world.desk.close());

  const letThrough = async (objects: SubmittedObjects): Promise<Acceptance> => {
    const { house } = world.desk;
    const caller = { subject: NODE, at: new Date().toISOString(), record: house.record };
    const accepted = await update(objects, caller, house.options);
    return isRefusal(accepted) ? expect.fail(told(accepted).join()) : accepted;
  };
  /** What the later one is told; it leaves nothing behind. */
  const toldAfter = async (earlier: SubmittedObjects, later: SubmittedObjects): Promise<string[]> => {
    const waiting = await letThrough(later);
    expect(told(await world.desk.update(earlier))).to.deep.equal([]);
    const before = storeState({ data: world.desk.house.data });
    const conflict = await world.desk.house.store.write(waiting.writes);
    if (!isConflict(conflict)) return [];
    expect(storeState({ data: world.desk.house.data })).to.deep.equal(before);
    return told(await waiting.onConflict(conflict));
  };

  it('then a chain of versions has no branches', async () => {
    const { Original } = world.ids;
    const [one, two] = ['one', 'two'].map((name) => updateOf(name, { entries: [world.next()] }));
    expect(await toldAfter(one!, two!)).to.deep.equal([
      `XDSMetadataVersionError La version précédente indiquée n'est pas la version actuelle. (${Original})`,
    ]);
    const found = await world.desk.house.store.documents.find(
      EVERYTHING,
      { logicalIds: [Original] },
      'model',
    );
    expect(found.map((entry) => entry.model().version)).to.have.members([1, 2]);
  });

  it('then neither has that of a folder', async () => {
    const [one, two] = ['one', 'two'].map((name) => updateOf(name, { folders: [world.nextFolder()] }));
    expect(await toldAfter(one!, two!)).to.deep.equal([
      `XDSMetadataVersionError La version précédente indiquée n'est pas la version actuelle. (${world.ids.Folder})`,
    ]);
  });

  it('then a status that has been changed is not changed again', async () => {
    const [one, two] = ['one', 'two'].map((name) => updateOf(name, { statuses: [[world.ids.Original]] }));
    expect(await toldAfter(one!, two!)).to.deep.equal([
      `XDSMetadataUpdateError La mise à jour des métadonnées ne peut pas être effectuée. (${world.ids.Original})`,
    ]);
  });

  it('then a new version does not bring back a status that has been changed', async () => {
    const down = updateOf('down', { statuses: [[world.ids.Original]] });
    expect(await toldAfter(down, updateOf('later', { entries: [world.next()] }))).to.deep.equal([
      `XDSMetadataUpdateError La mise à jour des métadonnées ne peut pas être effectuée. (${world.ids.Original})`,
    ]);
  });

  it('then a status of a version that has been followed is not changed', async () => {
    const newer = updateOf('newer', { entries: [world.next()] });
    expect(await toldAfter(newer, updateOf('later', { statuses: [[world.ids.Original]] }))).to.deep.equal([
      `XDSMetadataVersionError La version précédente indiquée n'est pas la version actuelle. (${world.ids.Original})`,
    ]);
  });

  it('then nothing is tied to what has become Deprecated', async () => {
    const down = updateOf('down', { statuses: [[world.ids.Addendum]] });
    const tie = updateOf('tie', { submits: [[world.ids.Bystander, APND, world.ids.Addendum]] });
    expect(await toldAfter(down, tie)).to.deep.equal([
      `XDSRegistryDeprecatedDocumentError Le document visé n'est plus la version à jour. (${world.ids.Addendum})`,
    ]);
  });

  it('then a membership that was made in between is taken over too', async () => {
    const tie = updateOf('tie', { submits: [[world.ids.Folder, HAS_MEMBER, world.ids.Bystander]] });
    const next = { ...entryOf('Bystander'), id: 'Next', logicalId: world.ids.Bystander };
    expect(await toldAfter(tie, updateOf('later', { entries: [{ of: next }] }))).to.deep.equal([]);
    const newest = await world.desk.house.store.documents.find(
      EVERYTHING,
      { logicalIds: [world.ids.Bystander], latestOnly: true },
      'ids',
    );
    const ties = await world.desk.house.store.associations.find(EVERYTHING, {
      sources: [world.ids.Folder],
      targets: newest.map(({ entryUuid }) => entryUuid),
    });
    expect(ties).to.have.length(1);
  });
});

describe('given a Deprecated folder of one patient that holds a document which has gone to another', () => {
  let world: UpdateWorld;
  let folder: string;
  let membership: string;
  beforeEach(async () => {
    world = await updateWorld();
    await world.desk.take(
      lotOf('pair', {
        entries: [entryOf('Inner')],
        folders: [folderOf('Outer')],
        members: [['Outer', 'Inner']],
      }),
    );
    folder = await world.desk.idOf(uniqueIdOf('Outer'));
    const inner = await world.desk.idOf(uniqueIdOf('Inner'));
    expect(told(await world.desk.update(updateOf('down', { statuses: [[folder]] })))).to.deep.equal([]);
    const { associations } = world.desk.house.store;
    membership = (await associations.find(EVERYTHING, { sources: [folder] }))[0]!.id;
    const moved = { ...entryOf('Inner'), id: 'Moved', logicalId: inner, patientId: OTHER_PATIENT };
    const move = updateOf('move', { set: { patientId: OTHER_PATIENT }, entries: [{ of: moved }] });
    expect(told(await world.desk.update(move))).to.deep.equal([]);
  });
  afterEach(() => world.desk.close());

  it('then the folder stayed behind, and becomes Approved again without the document', async () => {
    expect(
      told(await world.desk.update(updateOf('up', { statuses: [[folder, DEPRECATED, APPROVED]] }))),
    ).to.deep.equal([]);
    const { associations, documents } = world.desk.house.store;
    const [target] = (await associations.find(EVERYTHING, { ids: [membership] })).map((one) => one.target);
    const [before] = await documents.find(EVERYTHING, { entryUuids: [target!] }, 'ids');
    expect(before!.availabilityStatus).to.equal(DEPRECATED);
  });
});
