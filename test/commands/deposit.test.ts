import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { deposit } from '../../src/commands/deposit.ts';
import { explain } from '../../src/commands/explain.ts';
import { UsageError } from '../../src/commands/usage.ts';
import { faultOf, runCommand } from '../support/run-command.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const NOTE = 'fixtures/documents/note-de-vaccination-charlotte.xml';

describe('given carnet deposit', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  const run = (settings: Readonly<Record<string, string>>, ...args: string[]) =>
    runCommand(deposit, { CARNET_DATA: server.data, CARNET_PORT: String(server.port), ...settings }, ...args);

  it('then the document of somebody else is refused, with what may be done, and its author may repeat it', async () => {
    expect(await run({}, NOTE, '--as', 'pharmacien')).to.include({ code: 0, err: '' });
    const { code, err } = await run({}, NOTE, '--as', 'medecin');
    expect(code).to.equal(1);
    expect(err).to.match(/^ {2}XDSNonIdenticalHash: .*par un autre déposant/);
    expect(err).to.match(/\n1\.[0-9.]+ has been deposited before, .*by somebody else/);
    expect(err).to.match(/--replaces 1\.[0-9.]+\.\n$/);
    expect(await run({}, NOTE, '--as', 'pharmacien')).to.include({ code: 0, err: '' });
  });

  it('then a domain without the addresses of the DMP is told before anything is sent', async () => {
    const error = await faultOf(run({}, NOTE, '--as', 'pharmacien', '--domain', 'ihe'));
    expect(error).to.be.instanceOf(UsageError);
    expect(String(error)).to.contain('the domain ihe has not');
  });

  it('then a server that speaks no SOAP there is told in one sentence', async () => {
    const other = createServer((_, response) => response.writeHead(404).end('{"error":"not found"}'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const origin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const error = await faultOf(run({}, NOTE, '--as', 'pharmacien', '--public-url', origin));
    expect(explain(error))
      .to.match(new RegExp(`^${origin}/si-dmp-server/v2/services/[a-z]+ answered 404 and no SOAP message`))
      .and.not.contain('\n');
    other.close();
  });
});
