import { join } from 'node:path';
import { expect } from 'chai';
import { archiveDocument, changeVisibility } from '../../src/client/update.ts';
import type { Visibility } from '../../src/model/visibility.ts';
import { filesOf } from '../support/notification-house.ts';
import { type UpdateDesk, updateDesk } from '../support/update-desk.ts';

describe('given a document that is deposited hidden', () => {
  let desk: UpdateDesk;
  before(async () => {
    desk = await updateDesk();
    await desk.authorise('pharmacien');
    // The first access is told now, so that nothing but documents is told below.
    await desk.finds('pharmacien', 'none');
  });
  after(() => desk.close());
  const mailed = async () => {
    await desk.server.deliverNotifications();
    return filesOf(join(desk.server.data, 'mail'), '.eml').length;
  };

  for (const visibility of ['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'] as const) {
    it(`then the patient is not mailed while it is ${visibility}, and once when it is shown`, async () => {
      const before = await mailed();
      const uniqueId = await desk.note('pharmacien', [visibility]);
      const uuid = await desk.uuid('pharmacien', uniqueId);
      await desk.takes(() => archiveDocument(desk.by('pharmacien'), uuid));
      await desk.takes(() => archiveDocument(desk.by('pharmacien'), uuid, 'unarchive'));
      expect((await mailed()) - before).to.equal(0);
      await desk.takes(async () => change(uniqueId, visibility, false));
      expect((await mailed()) - before).to.equal(1);
      await desk.takes(async () => change(uniqueId, visibility, true));
      await desk.takes(async () => change(uniqueId, visibility, false));
      expect((await mailed()) - before).to.equal(1);
    });
  }

  it('then one that is masked to professionals is told at once', async () => {
    const before = await mailed();
    await desk.note('pharmacien', ['MASQUE_PS']);
    expect((await mailed()) - before).to.equal(1);
  });

  const change = async (uniqueId: string, visibility: Visibility, to: boolean) =>
    changeVisibility(desk.by('pharmacien'), await desk.entry('pharmacien', uniqueId), { [visibility]: to });
});
