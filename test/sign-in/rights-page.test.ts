import { expect } from 'chai';
import { createFhirClient } from '../../src/client/fhir-client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createWire, type Wire } from '../support/wire.ts';

interface Served {
  readonly rest: readonly {
    readonly resource: readonly {
      readonly type: string;
      readonly operation?: readonly { readonly name: string }[];
    }[];
  }[];
}

describe('given a patient who asks what the law allows', function () {
  this.timeout(120_000);
  let server: TestServer;
  let wire: Wire;
  before(async () => {
    server = await startTestServer();
    wire = createWire({ port: server.port, ca: server.pki.ca });
  });
  after(async () => {
    wire.close();
    await server.close();
  });

  const page = () => wire.send({ method: 'GET', path: '/sign-in/vos-droits' }, undefined);

  it('then a page says how to obtain the data and exercise each right, to anybody', async () => {
    const { status, text, headers } = await page();
    expect(status).to.equal(200);
    expect(String(headers['content-type'])).to.match(/^text\/html/);
    expect(String(headers['content-security-policy'])).to.contain("default-src 'none'");
    expect(text).to.contain('RGPD').and.contain('CNIL');
  });

  it('then whatever it names is served', async () => {
    const fhir = createFhirClient({ origin: server.url, ca: server.pki.ca });
    const { rest } = (await fhir.get('metadata')).resource as Served;
    fhir.close();
    const resources = rest.flatMap(({ resource }) => resource);
    const served = new Set([
      ...resources.map(({ type }) => type),
      ...resources.flatMap(({ operation = [] }) => operation.map(({ name }) => `$${name}`)),
    ]);
    const { text } = await page();
    const named = [...text.matchAll(/<code>([^<]+)<\/code>/g)].map(([, name]) => name!);
    expect(named).to.have.length.greaterThan(12);
    expect(named.filter((name) => !served.has(name))).to.deep.equal([]);
  });
});
