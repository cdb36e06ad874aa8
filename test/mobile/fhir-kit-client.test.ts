import { expect } from 'chai';
import { Client } from 'fhir-kit-client';
import { startWorld, type World } from '../fhir/test-world.ts';

const INS = 'urn:oid:1.2.250.1.213.1.4.10|294061411802778';

interface Bundle {
  readonly total: number;
  readonly entry: readonly { readonly resource: { readonly resourceType: string; readonly id: string } }[];
}

describe('given a client that we did not write', () => {
  let world: World;
  let client: Client;
  before(async () => {
    world = await startWorld();
    await world.authorise('medecin');
    await world.register({}, '<note/>');
    await world.register({}, '<note/>');
    client = new Client({ baseUrl: world.base, bearerToken: 'medecin' });
  });
  after(() => world.close());

  it('then it reads the CapabilityStatement', async () => {
    const statement = (await client.capabilityStatement()) as unknown as { fhirVersion: string };
    expect(statement.fhirVersion).to.equal('4.0.1');
  });

  it('then it finds the patient, the documents and the content', async () => {
    const patients = (await client.search({
      resourceType: 'Patient',
      searchParams: { identifier: INS },
    })) as unknown as Bundle;
    expect(patients.total).to.equal(1);
    const documents = (await client.search({
      resourceType: 'DocumentReference',
      searchParams: {
        patient: `Patient/${patients.entry[0]?.resource.id}`,
        status: 'current',
        type: 'http://loinc.org|87273-9',
      },
    })) as unknown as Bundle;
    expect(documents.total).to.equal(2);
    const id = documents.entry[0]?.resource.id ?? '';
    const binary = (await client.read({ resourceType: 'Binary', id })) as unknown as { data: string };
    expect(Buffer.from(binary.data, 'base64').toString()).to.equal('<note/>');
  });

  it('then it searches by POST', async () => {
    const documents = (await client.search({
      resourceType: 'DocumentReference',
      searchParams: { 'patient.identifier': INS },
      options: { postSearch: true },
    })) as unknown as Bundle;
    expect(documents.total).to.equal(2);
  });

  it('then it follows the next page', async () => {
    const first = await client.search({
      resourceType: 'DocumentReference',
      searchParams: { 'patient.identifier': INS, _count: 1 },
    });
    const second = (await client.nextPage({ bundle: first as never })) as unknown as Bundle;
    expect(second.entry).to.have.length(1);
    expect(second.entry[0]?.resource.id).not.to.equal((first as unknown as Bundle).entry[0]?.resource.id);
  });
});
