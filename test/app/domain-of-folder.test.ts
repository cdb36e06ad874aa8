import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { holdToDomain } from '../../src/app/domain-of-folder.ts';
import { startServer } from '../../src/app.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import { temporaryFolder } from '../store/sample.ts';

async function fault(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('given a data folder', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('then it remembers the domain that it was first served in, and may be served in it again', async () => {
    await holdToDomain({ data: folder.path, domain: 'dmp' });
    expect(readFileSync(join(folder.path, 'domain'), 'utf8')).to.equal('dmp\n');
    expect(await fault(holdToDomain({ data: folder.path, domain: 'dmp' }))).to.equal(undefined);
  });

  it('then a server of another domain does not start on it, and says why', async () => {
    await holdToDomain({ data: folder.path, domain: 'dmp' });
    const config = readConfig({ CARNET_DATA: folder.path, CARNET_PORT: '0', CARNET_DOMAIN: 'ihe' });
    const refused = await fault(startServer(config));
    expect(refused).to.be.instanceOf(ConfigError);
    expect(String(refused)).to.contain('domain dmp').and.contain('domain ihe');
    expect(readFileSync(join(folder.path, 'domain'), 'utf8')).to.equal('dmp\n');
  });
});
