import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type RunningServer, startServer } from '../src/app.ts';
import { existenceRequest } from '../src/client/dmp-requests.ts';
import { createFhirClient } from '../src/client/fhir-client.ts';
import { createSoapClient } from '../src/client/soap-client.ts';
import { readConfig } from '../src/config.ts';
import { makePatientToken } from '../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../src/identity/sandbox/vihf-maker.ts';
import { sandboxPki } from './support/pki.ts';

const AUTHORITIES = '../shared/data/pki/igc-sante-prod';
const INS = '294061411802778';

describe('given a server in production mode, with the authorities of IGC-Santé', function () {
  this.timeout(60_000);
  let server: RunningServer;
  let data: string;

  before(async function () {
    if (!existsSync(AUTHORITIES)) {
      console.log(`      skipped: ${AUTHORITIES} is not here`);
      this.skip();
    }
    const pki = await sandboxPki();
    data = await mkdtemp(join(tmpdir(), 'carnet-production-'));
    const pems = readdirSync(AUTHORITIES).filter((file) => file.endsWith('.pem'));
    const trust = pems.map((file) => readFileSync(join(AUTHORITIES, file), 'utf8')).join('\n');
    await writeFile(join(data, 'trust.pem'), trust);
    await writeFile(join(data, 'server.crt.pem'), pki.server.certificate);
    await writeFile(join(data, 'server.key.pem'), pki.server.key);
    server = await startServer(
      readConfig({
        CARNET_MODE: 'production',
        CARNET_DATA: data,
        CARNET_PORT: '0',
        CARNET_LOG: 'silent',
        CARNET_TRUST: join(data, 'trust.pem'),
        CARNET_TLS_CERTIFICATE: join(data, 'server.crt.pem'),
        CARNET_TLS_KEY: join(data, 'server.key.pem'),
      }),
    );
  });
  after(async () => {
    await server?.close();
    if (data !== undefined) await rm(data, { recursive: true, force: true });
  });

  it('then it makes no sandbox', () => {
    expect(server.pki).to.equal(undefined);
    expect(existsSync(join(data, 'pki'))).to.equal(false);
  });

  it('then a card of the sandbox is refused before anything is read', async () => {
    const pki = await sandboxPki();
    const soap = createSoapClient({ origin: server.url, ca: pki.ca, ...pki.credentials('medecin', 'auth') });
    const reply = await soap.call({
      path: '/si-dmp-server/v2/services/patients',
      action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
      body: existenceRequest(`${INS}^^^&1.2.250.1.213.1.4.10&ISO^NH`),
      assertion: makeVihf(pki, { as: 'medecin', patient: INS }),
    });
    soap.close();
    expect(reply.fault?.subcode).to.contain('DMPInvalidCertificate');
  });

  it('then a token of the sandbox issuer is refused', async () => {
    const pki = await sandboxPki();
    const token = await makePatientToken(pki, { ins: INS });
    const client = createFhirClient({ origin: server.url, ca: pki.ca, token: async () => token });
    const reply = await client.get(`Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|${INS}`);
    client.close();
    expect(reply.status).to.equal(401);
    expect(JSON.stringify(reply.resource)).to.contain('TokenInvalid');
  });
});
