import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
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

  for (const [what, made] of [
    ['a database', true],
    ['a database that the first one has yet to make', false],
  ] as const) {
    for (const [first, second] of [
      ['real.db', 'link.db'],
      ['link.db', 'real.db'],
    ] as const) {
      it(`then ${what} held as ${first} is not served as ${second} from another folder`, async () => {
        const named = (name: string) => join(folder.path, name);
        if (made) writeFileSync(named('real.db'), '');
        symlinkSync('real.db', named('link.db'));
        const lock = holdToOneServer(settings(named('one'), named(first)));
        const refused = await fault(() => holdToOneServer(settings(named('two'), named(second))));
        expect(refused).to.be.instanceOf(AlreadyServed);
        expect(String(refused)).to.contain(named(second));
        lock.release();
      });
    }
  }

  it('then the next one starts once it has let go', async () => {
    holdToOneServer(settings(folder.path)).release();
    holdToOneServer(settings(folder.path)).release();
  });
});
