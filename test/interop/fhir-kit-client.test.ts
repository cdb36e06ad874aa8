import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { Client } from 'fhir-kit-client';
import { depositDocument } from '../../src/client/deposit.ts';
import { createSandboxClient } from '../../src/client/sandbox-client.ts';
import { makePatientToken, makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { openTunnel, type Tunnel } from '../support/tls-tunnel.ts';

const INS = '294061411802778';
const CX = `${INS}^^^&1.2.250.1.213.1.4.10&ISO^NH`;
const PATIENT = `urn:oid:1.2.250.1.213.1.4.10|${INS}`;
const NOTE = new URL('../../fixtures/documents/note-de-vaccination-charlotte.xml', import.meta.url).pathname;

interface Bundle {
  readonly total: number;
  readonly entry?: readonly { readonly resource: { readonly id: string; readonly resourceType: string } }[];
}

describe('given fhir-kit-client before a whole server', function () {
  this.timeout(60_000);
  let server: TestServer;
  let tunnel: Tunnel;

  before(async () => {
    server = await startTestServer({ CARNET_HTTP_PORT: '0' });
    const { pki, url } = server;
    const pharmacist = createSandboxClient(pki, url, 'pharmacien');
    await depositDocument({
      client: pharmacist,
      pki,
      as: 'pharmacien',
      domain: loadAffinityDomain('dmp'),
      document: NOTE,
      at: new Date(),
    });
    pharmacist.close();
    const doctor = createSandboxClient(pki, url, 'medecin');
    await doctor.setAuthorization(CX);
    doctor.close();
    tunnel = await openTunnel(server, { ca: pki.ca, ...pki.credentials('hopital', 'auth') });
  });
  after(async () => {
    await tunnel.close();
    await server.close();
  });

  async function search(
    client: Client,
    resourceType: string,
    searchParams: Record<string, string>,
  ): Promise<Bundle> {
    return (await client.search({ resourceType, searchParams })) as unknown as Bundle;
  }

  it("then the doctor's queries of the journey are answered over the hospital's TLS certificate", async () => {
    const bearerToken = await makeProfessionalToken(server.pki, { as: 'medecin', client: 'hopital' });
    const client = new Client({ baseUrl: `${tunnel.url}/fhir`, bearerToken });
    expect((await search(client, 'Patient', { identifier: PATIENT })).total).to.equal(1);
    const documents = await search(client, 'DocumentReference', {
      'patient.identifier': PATIENT,
      type: 'http://loinc.org|87273-9',
      status: 'current',
      period: 'ge2020-01-01',
    });
    expect(documents.total).to.equal(1);
    const id = documents.entry?.[0]?.resource.id ?? '';
    const binary = (await client.read({ resourceType: 'Binary', id })) as unknown as { data: string };
    expect(Buffer.from(binary.data, 'base64').equals(await readFile(NOTE))).to.equal(true);
    const vaccinations = await search(client, 'Immunization', { 'patient.identifier': PATIENT });
    expect(vaccinations.entry?.[0]?.resource.resourceType).to.equal('Immunization');
  });

  it('then the same token without that certificate is refused', async () => {
    const bearerToken = await makeProfessionalToken(server.pki, { as: 'medecin', client: 'hopital' });
    const client = new Client({ baseUrl: `http://127.0.0.1:${server.httpPort}/fhir`, bearerToken });
    const refused = await search(client, 'Patient', { identifier: PATIENT }).then(
      () => 'answered',
      (error: { response: { status: number } }) => error.response.status,
    );
    expect(refused).to.equal(401);
  });

  it('then Charlotte reads her documents and who else did', async () => {
    const bearerToken = await makePatientToken(server.pki, { ins: INS });
    const client = new Client({ baseUrl: `http://127.0.0.1:${server.httpPort}/fhir`, bearerToken });
    const documents = await search(client, 'DocumentReference', {
      'patient.identifier': PATIENT,
      status: 'current',
    });
    expect(documents.total).to.equal(1);
    const trace = await search(client, 'AuditEvent', { 'patient.identifier': PATIENT });
    expect(JSON.stringify(trace)).to.contain('AUBERT').and.to.contain('CARON');
  });
});
