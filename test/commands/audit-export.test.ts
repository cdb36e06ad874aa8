import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { openStore } from '../../src/app.ts';
import { audit } from '../../src/commands/audit/audit.ts';
import { UsageError } from '../../src/commands/usage.ts';
import { readConfig } from '../../src/config.ts';
import { eventCommand, temporaryFolder } from '../store/sample.ts';
import { faultOf, runCommand } from '../support/run-command.ts';

const PRODUCTION = {
  CARNET_MODE: 'production',
  CARNET_TRUST: 'trust.pem',
  CARNET_TLS_CERTIFICATE: 'server.crt.pem',
  CARNET_TLS_KEY: 'server.key.pem',
  CARNET_CRL: 'crl',
};

describe('given a trace to export', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'traces.jsonl');
    const store = await openStore(readConfig({ CARNET_DATA: folder.path }));
    await store.write([eventCommand()]);
    await store.close();
  });
  afterEach(() => folder.remove());

  const run = (settings: Readonly<Record<string, string>>, ...args: string[]) =>
    runCommand(audit, { CARNET_DATA: folder.path, ...settings }, 'export', file, ...args);
  const exported = async () => JSON.parse(await readFile(file, 'utf8'));

  it('then the AuditEvent comes from the public address that is named, by flag or setting', async () => {
    const { code, err } = await run({}, '--public-url', 'https://dmp.example.org');
    expect([code, err]).to.deep.equal([0, '']);
    expect((await exported()).source.site).to.equal('dmp.example.org');
    const again = join(folder.path, 'again.jsonl');
    const setting = { CARNET_DATA: folder.path, CARNET_PUBLIC_URL: 'https://dmp.example.org' };
    expect(await runCommand(audit, setting, 'export', again)).to.include({ code: 0, err: '' });
    expect(await readFile(again, 'utf8')).to.equal(await readFile(file, 'utf8'));
  });

  it('then the sandbox says which address it takes where none is named', async () => {
    const { code, err } = await run({});
    expect(code).to.equal(0);
    expect(err).to.contain('https://localhost:8443').and.contain('--public-url');
    expect((await exported()).source.site).to.equal('localhost:8443');
  });

  it('then production asks for it, and nothing is written', async () => {
    const error = await faultOf(run(PRODUCTION));
    expect(error).to.be.instanceOf(UsageError);
    expect(String(error)).to.contain('--public-url');
    expect(await faultOf(readFile(file))).to.include({ code: 'ENOENT' });
  });

  it('then the chain, which names no server, needs no address', async () => {
    expect(await run(PRODUCTION, '--chain')).to.include({ code: 0, err: '' });
    expect(await exported()).to.include({ type: 'ITI-43' });
  });
});
