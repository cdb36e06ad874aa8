import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { HOUR, notificationHouse } from '../support/notification-house.ts';

const PROGRAM = fileURLToPath(new URL('./deliver-until-killed.ts', import.meta.url));
const MAILS = 60;

/** Lets a server deliver until it has begun so many mails, and kills it then, at a moment that it does not know. */
async function killedAfter(mails: number, args: readonly string[]): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let begun = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    begun += chunk.toString().split('\n').length - 1;
    if (begun >= mails) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return child.signalCode;
}

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
        expect(await killedAfter(after, [database, house.folder, at])).to.equal('SIGKILL');
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
