import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AlreadyServed, holdToOneServer } from '../../src/app/one-server.ts';
import { startServer } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { temporaryFolder } from '../store/sample.ts';

async function fault(attempt: () => unknown): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('given a data folder that a server holds', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const settings = (data: string, database = join(data, 'carnet.db')) => ({ data, database });

  it('then a second one does not start on it, says why, and changes nothing in it', async () => {
    const lock = holdToOneServer(settings(folder.path));
    const config = readConfig({ CARNET_DATA: folder.path, CARNET_PORT: '0', CARNET_LOG: 'silent' });
    const refused = await fault(() => startServer(config));
    expect(refused).to.be.instanceOf(AlreadyServed);
    expect(String(refused)).to.contain(folder.path).and.contain('--data');
    expect(existsSync(join(folder.path, 'pki'))).to.equal(false);
    lock.release();
  });

  it('then a server with another folder and the same database does not start either, and lets go of its own folder', async () => {
    const lock = holdToOneServer(settings(folder.path));
    const other = join(folder.path, 'other');
    const refused = await fault(() => holdToOneServer(settings(other, join(folder.path, 'carnet.db'))));
    expect(refused).to.be.instanceOf(AlreadyServed);
    expect(String(refused)).to.contain('CARNET_DATABASE_URL');
    holdToOneServer(settings(other)).release();
    lock.release();
  });

  it('then the next one starts once it has let go', async () => {
    holdToOneServer(settings(folder.path)).release();
    holdToOneServer(settings(folder.path)).release();
  });
});
