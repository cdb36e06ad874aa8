import { expect } from 'chai';
import { createFhirClient, type FhirClient } from '../../src/client/fhir-client.ts';
import { importDirectory } from '../../src/directory/import-directory.ts';
import { makePatientToken, makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

interface Resource {
  readonly id: string;
  readonly [key: string]: unknown;
}

describe('given the Annuaire santé over FHIR', function () {
  this.timeout(60_000);
  let server: TestServer;
  let doctor: FhirClient;
  before(async () => {
    server = await startTestServer();
    await importDirectory(server.store, ['fixtures/annuaire.txt'], '2026-11-22T10:00:00.000Z');
    const { pki, url: origin } = server;
    doctor = createFhirClient({
      origin,
      ca: pki.ca,
      credentials: pki.credentials('hopital', 'auth'),
      token: () => makeProfessionalToken(pki, { as: 'medecin', client: 'hopital' }),
    });
  });
  after(async () => {
    doctor.close();
    await server.close();
  });

  const get = (path: string) => doctor.get(path);
  const found = async (path: string): Promise<Resource[]> => {
    const { status, resource } = await get(path);
    expect(status, path).to.equal(200);
    const entries = (resource.entry ?? []) as { readonly resource: Resource }[];
    expect(resource.total).to.equal(entries.length);
    return entries.map((entry) => entry.resource);
  };
  const ids = async (path: string) => (await found(path)).map(({ id }) => id);

  it('then a professional is found by PS_IdNat and by RPPS', async () => {
    const [byNational] = await found('Practitioner?identifier=urn:oid:1.2.250.1.71.4.2.1%7C810000000045');
    expect(byNational).to.deep.include({
      resourceType: 'Practitioner',
      id: '810000000045',
      name: [{ use: 'usual', family: 'DUVAL', given: ['Samir'] }],
    });
    expect(await ids('Practitioner?identifier=https://rpps.esante.gouv.fr%7C10000000045')).to.deep.equal([
      '810000000045',
    ]);
    expect(await ids('Practitioner?identifier=https://elsewhere.example%7C810000000045')).to.deep.equal([]);
  });

  it('then names are found by their beginning, without accents or case', async () => {
    expect(await ids('Practitioner?name=ines')).to.deep.equal(['810000000037']);
    expect(await ids('Practitioner?family=du&given=sa')).to.deep.equal(['810000000045']);
    expect(await ids('Practitioner?family=du&given=no')).to.deep.equal([]);
  });

  it('then activities are found by professional, structure and profession, and lead to both', async () => {
    const [role] = await found('PractitionerRole?practitioner=Practitioner/810000000011');
    expect(role).to.deep.include({
      practitioner: { reference: 'Practitioner/810000000011', display: 'AUBERT Claire' },
      organization: { reference: 'Organization/R1140000027', display: 'CENTRE HOSPITALIER DES TILLEULS' },
    });
    const inHospital = await ids('PractitionerRole?organization=Organization/R1140000027');
    expect(inHospital).to.have.length(3).and.include(role!.id);
    expect(await ids('PractitionerRole?organization=R1140000027&role=96')).to.have.length(1);
    const byIdentifier = 'PractitionerRole?practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1%7C810000000011';
    expect(await ids(byIdentifier)).to.deep.equal([role!.id]);
    expect((await get(`PractitionerRole/${role!.id}`)).resource.id).to.equal(role!.id);
  });

  it('then a structure is found by each of its numbers', async () => {
    for (const identifier of [
      'urn:oid:1.2.250.1.71.4.2.2|1140000027',
      'https://finess.esante.gouv.fr|140000027',
    ]) {
      const path = `Organization?identifier=${encodeURIComponent(identifier)}`;
      expect(await ids(path), identifier).to.deep.equal(['R1140000027']);
    }
    expect((await get('Organization/R1140000027')).resource.name).to.equal('CENTRE HOSPITALIER DES TILLEULS');
  });

  it('then a patient may look up whom to block', async () => {
    const { pki, url: origin } = server;
    const token = () => makePatientToken(pki, { ins: '294061411802778', authority: '1.2.250.1.213.1.4.10' });
    const patient = createFhirClient({ origin, ca: pki.ca, token });
    const { status, resource } = await patient.get('Practitioner?name=aubert');
    patient.close();
    expect(status).to.equal(200);
    expect(resource.total).to.equal(1);
  });

  for (const [what, path, status, code] of [
    ['nobody in particular', 'Practitioner', 400, 'required'],
    ['a name of one letter', 'Practitioner?name=a', 400, 'invalid'],
    ['nowhere in particular', 'PractitionerRole?role=10', 400, 'required'],
    ['no structure in particular', 'Organization', 400, 'required'],
    ['a structure by a number of no system', 'Organization?identifier=140000027', 400, 'invalid'],
    ['one who is not there', 'Practitioner/899999999999', 404, 'not-found'],
    ['an activity that is not there', 'PractitionerRole/0', 404, 'not-found'],
    ['a structure that is not there', 'Organization/R0', 404, 'not-found'],
  ] as const) {
    it(`then asking for ${what} is refused`, async () => {
      const reply = await get(path);
      expect(reply.status).to.equal(status);
      expect(reply.resource.issue[0].code).to.equal(code);
    });
  }

  it('then whoever shows no token is refused', async () => {
    const stranger = createFhirClient({ origin: server.url, ca: server.pki.ca });
    const reply = await stranger.get('Practitioner?name=aubert');
    stranger.close();
    expect(reply.status).to.equal(401);
    expect(reply.bytes.toString()).not.to.include('AUBERT');
  });

  it('then what was asked leaves a trace that names no patient', async () => {
    await get('Practitioner?name=huet');
    const [last] = await server.store.events.ofProfessional('810000000011', { limit: 1, offset: 0 });
    expect(last).to.include({ type: 'ITI-90', granted: true });
    expect(last).not.to.have.property('patientKey');
  });
});
