import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HOUR, notificationHouse } from '../support/notification-house.ts';
import { linesUntilKilled } from '../support/until-killed.ts';

const PROGRAM = new URL('./deliver-until-killed.ts', import.meta.url);
const MAILS = 60;

describe('given servers that are killed while they deliver', () => {
  it('then every notification is one whole mail in the end', async function () {
    this.timeout(180_000);
    const house = await notificationHouse();
    try {
      const patientKey = await house.patient({ email: 'charlotte@example.org' });
      for (let at = 0; at < MAILS; at += 1) await house.notify({ patientKey }, { kind: 'document-added' });
      const database = join(house.folder, '..', 'carnet.db');
      for (const after of [7, 19]) {
        const at = house.now().toISOString();
        await linesUntilKilled(PROGRAM, [database, house.folder, at], after);
        house.advance(HOUR);
      }
      expect(house.mails().length).to.be.within(1, MAILS - 1);
      // What a killed server had begun to write is never taken for a mail.
      await house.deliver();
      await house.deliver();
      const names = readdirSync(house.folder).filter((name) => name.endsWith('.eml'));
      expect(names).to.have.length(MAILS);
      for (const mail of house.mails())
        expect(mail.replace(/=\r\n/g, '')).to.contain('aucune donn=C3=A9e de sant=C3=A9');
      expect(await house.store.notifications.queue()).to.deep.equal({ waiting: 0 });
    } finally {
      await house.close();
    }
  });
});
