import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventHash, FIRST_PREVIOUS } from '../../src/audit/event-hash.ts';
import type { StoredEvent } from '../../src/model/event.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { REGION, writeRegionalDomain } from '../support/regional-domain.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const NOTE = 'fixtures/documents/note-de-vaccination-charlotte.xml';
const INS = '294061411802778';

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('given the command line beside a running server', function () {
  this.timeout(120_000);
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  function carnet(...args: string[]): Promise<Finished> {
    const environment = { ...process.env, CARNET_DATA: server.data, CARNET_PORT: String(server.port) };
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { env: environment });
    const read = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (read.out += chunk));
    child.stderr.on('data', (chunk) => (read.err += chunk));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...read })));
  }

  it('then no word lists the commands', async () => {
    const { code, err } = await carnet();
    expect(code).to.equal(2);
    expect(err).to.contain('carnet deposit FILE --as ID');
  });

  it('then an unknown word, flag or identity is told, with the usage', async () => {
    expect((await carnet('depose')).err).to.contain('Unknown command: depose');
    expect((await carnet('vihf', '--ass', 'esat')).err).to.contain('Usage: carnet vihf');
    const { code, err } = await carnet('vihf', '--as', 'nobody', '--patient', INS);
    expect(code).to.equal(2);
    expect(err).to.contain('no sandbox identity nobody');
  });

  it('then pki lists who there is', async () => {
    const { code, out } = await carnet('pki');
    expect(code).to.equal(0);
    expect(out).to.contain('kinesitherapeute').and.to.contain(INS);
  });

  it('then pki revokes somebody, whom the server then refuses', async () => {
    const { code, out } = await carnet('pki', 'revoke', 'dentiste');
    expect(code).to.equal(0);
    expect(out).to.match(/^Revoked in .*fort-personnes\.crl/);
    await server.readRevocationLists();
    const refused = await carnet('deposit', NOTE, '--as', 'dentiste');
    expect(refused.code).to.equal(1);
    expect(refused.out + refused.err).to.contain('Le certificat a été révoqué.');
    expect((await carnet('pki', 'revoke', 'nobody')).err).to.contain('no sandbox identity nobody');
    expect((await carnet('pki', 'revoke')).err).to.contain('Usage: carnet pki');
  });

  it('then a document is deposited, and told when it cannot be', async () => {
    const done = await carnet('deposit', NOTE, '--as', 'pharmacien');
    expect(done).to.include({ code: 0, err: '' });
    expect(done.out).to.match(/^Success: /);
    const missing = await carnet('deposit', 'nothing.xml', '--as', 'pharmacien');
    expect(missing).to.include({ code: 1, err: 'There is no file nothing.xml.\n' });
    const unfit = await carnet('deposit', 'fixtures/people.json', '--as', 'pharmacien');
    expect(unfit.code).to.equal(1);
    expect(unfit.err).to.contain('InvalidDocumentContent');
  });

  it('then a record is created once', async () => {
    const words = ['--family', 'MARTIN', '--given', 'PAUL,JEAN', '--birth-date', '1988-03-14', '--sex', 'M'];
    const create = () => carnet('record', 'create', '--ins', '188031411811295', ...words);
    expect(await create()).to.include({ code: 0, err: '' });
    expect((await create()).err).to.contain('A record exists');
    const wrong = await carnet('record', 'create', '--ins', '188031411811296', ...words);
    expect(wrong.code).to.equal(1);
    expect(wrong.err).to.contain('--ins');
    expect(await server.store.records.byIdentifier('188031411811295', '1.2.250.1.213.1.4.10')).to.not.equal(
      undefined,
    );
  });

  it('then a record is created under the id that a domain of an operator knows', async () => {
    const profiles = writeRegionalDomain();
    const words = ['--family', 'MARTIN', '--given', 'ANNE', '--birth-date', '1988-03-14', '--sex', 'F'];
    const domain = ['--profiles', profiles, '--domain', REGION.name];
    const create = (...id: string[]) => carnet('record', 'create', ...id, ...words, ...domain);
    expect((await create('--id', 'REG-0042')).err).to.contain('--authority is needed');
    const ofRegion = ['--authority', REGION.authority];
    expect(await create('--id', 'REG-0042', ...ofRegion)).to.include({ code: 0, err: '' });
    expect((await create('--ins', '188031411811295')).err).to.contain('--authority');
    expect(await server.store.records.byIdentifier('REG-0042', REGION.authority)).to.not.equal(undefined);
    await rm(profiles, { recursive: true });
  });

  it('then the chain of traces is verified while the server runs', async () => {
    const { code, out } = await carnet('audit', 'verify');
    expect(code).to.equal(0);
    expect(out).to.match(/^The chain is whole: [1-9]/);
  });

  it('then traces are exported, as AuditEvents or as the chain has them, those that are asked for', async () => {
    const all = await carnet('audit', 'export', '-', '--chain');
    expect(all).to.include({ code: 0, err: '' });
    const chain = all.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as StoredEvent);
    expect(chain.map(({ sequence }) => sequence)).to.deep.equal(chain.map((_, at) => at + 1));
    const hashes = chain.map((event, at) => eventHash(event, at + 1, chain[at - 1]?.hash ?? FIRST_PREVIOUS));
    expect(hashes).to.deep.equal(chain.map(({ hash }) => hash));

    const file = join(server.data, 'traces.ndjson');
    expect(await carnet('audit', 'export', file, '--patient', INS, '--from', '2026-01-01')).to.include({
      code: 0,
    });
    const lines = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const key = (await server.store.records.byIdentifier(INS, INS_NIR_TEST))?.patient.key;
    expect(lines.map(({ id }) => id)).to.deep.equal(
      chain.filter(({ patientKey }) => patientKey === key).map(({ hash }) => hash),
    );
    expect(lines[0]).to.include({ resourceType: 'AuditEvent', outcome: '0' });

    expect((await carnet('audit', 'export', file)).code).not.to.equal(0);
    expect((await carnet('audit', 'export', '-', '--to', 'yesterday')).err).to.contain('--to');
    expect(await carnet('audit', 'export', '-', '--patient', 'nobody')).to.include({
      code: 1,
      out: '',
    });
    expect((await carnet('audit', 'export', '-', '--professional', 'nobody')).out).to.equal('');
  });

  it('then a bad setting stops the command and names itself', async () => {
    const { code, err } = await carnet('pki', '--port', 'abc');
    expect(code).to.equal(78);
    expect(err).to.contain('CARNET_PORT');
  });
});

describe('given two servers for one port', function () {
  this.timeout(120_000);

  it('then the second says that the port is in use', async () => {
    const server = await startTestServer();
    const data = await mkdtemp(join(tmpdir(), 'carnet-second-'));
    try {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', MAIN, 'serve', '--data', data, '--port', String(server.port)],
        { env: { ...process.env, CARNET_LOG: 'silent' } },
      );
      let err = '';
      child.stderr.on('data', (chunk) => (err += chunk));
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code).to.equal(1);
      expect(err).to.contain(`Port ${server.port} is in use`);
    } finally {
      await server.close();
      await rm(data, { recursive: true, force: true });
    }
  });
});
