import { expect } from 'chai';
import type { FhirClient } from '../../src/client/fhir-client.ts';
import { type OpenStage, openStage } from '../../src/commands/demo/stage.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const MHD = 'https://profiles.ihe.net/ITI/MHD';
const TRE_A05 =
  'https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire';
const MASQUE_PS = {
  coding: [{ system: 'urn:oid:1.2.250.1.213.1.1.4.13', code: 'MASQUE_PS' }],
};
const DOCTOR = { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '810000000011' };

/** The summary of the own profile as patients file it, with the INS in it. */
function summary(ins: string): unknown {
  const uuid = (last: number) => `urn:uuid:00000000-0000-4000-8000-00000000000${last}`;
  const uri = (last: string) => ({ system: 'urn:ietf:rfc:3986', value: `urn:oid:1.2.250.1.999.8.${last}` });
  const entry = (number: number, resource: { readonly resourceType: string }) => ({
    fullUrl: uuid(number),
    resource,
    request: { method: 'POST', url: resource.resourceType },
  });
  const list = {
    resourceType: 'List',
    identifier: [{ use: 'usual', ...uri('1') }],
    status: 'current',
    mode: 'working',
    code: { coding: [{ system: `${MHD}/CodeSystem/MHDlistTypes`, code: 'submissionset' }] },
    date: '2026-11-20T09:00:00+01:00',
    entry: [{ item: { reference: uuid(2) } }],
  };
  const document = {
    resourceType: 'DocumentReference',
    masterIdentifier: uri('2'),
    status: 'current',
    type: { coding: [{ system: TRE_A05, code: 'DOCPAT08' }] },
    content: [{ attachment: { contentType: 'application/pdf', url: uuid(3) } }],
  };
  const data = Buffer.from(`%PDF-1.4 matricule INS ${ins}`).toString('base64');
  return {
    resourceType: 'Bundle',
    meta: { profile: [`${MHD}/StructureDefinition/IHE.MHD.Minimal.ProvideBundle`] },
    type: 'transaction',
    entry: [
      entry(1, list),
      entry(2, document),
      entry(3, { resourceType: 'Binary', contentType: 'application/pdf', data } as { resourceType: string }),
    ],
  };
}

describe('given the profile summary that a patient has filed among the documents', function () {
  this.timeout(120_000);
  let server: TestServer;
  let stage: OpenStage;
  let charlotte: FhirClient;
  let doctor: FhirClient;

  before(async () => {
    server = await startTestServer();
    stage = openStage(server, () => {});
    charlotte = stage.patient();
    doctor = stage.fhir('medecin', 'hopital');
    await stage.dmp('medecin').setAuthorization(stage.patientId);
    const reply = await charlotte.send('POST', `${server.url}/fhir`, summary(stage.matricule));
    expect(reply.status, reply.bytes.toString()).to.equal(200);
  });
  after(async () => {
    stage.close();
    await server.close();
  });

  const find = async (who: FhirClient) =>
    (await who.get(`DocumentReference?patient.identifier=${stage.patientToken}`)).resource.entry?.[0]
      ?.resource;
  /** The INS as a professional reads it off the document, where it finds one. */
  const insReadBy = async (who: FhirClient): Promise<string | undefined> => {
    const found = await find(who);
    if (found === undefined) return undefined;
    const { bytes } = await who.get(found.content[0].attachment.url, 'application/pdf');
    return /INS ([0-9]{15})/.exec(bytes.toString())?.[1];
  };
  const patch = async (body: unknown) => {
    const { id } = await find(charlotte);
    const reply = await charlotte.send('PATCH', `DocumentReference/${id}`, body, {
      'content-type': 'application/json-patch+json',
    });
    expect(reply.status, reply.bytes.toString()).to.equal(200);
  };
  const decide = async (operation: string) =>
    expect(
      (await stage.decide(operation, { name: 'professionnel', valueIdentifier: DOCTOR })).status,
    ).to.equal(200);

  it('then a professional reads the INS off it', async () => {
    expect(await insReadBy(doctor)).to.equal(stage.matricule);
  });

  it('then nobody does so while it is masked', async () => {
    await patch([{ op: 'add', path: '/securityLabel/-', value: MASQUE_PS }]);
    expect(await insReadBy(doctor)).to.equal(undefined);
    expect(await insReadBy(charlotte)).to.equal(stage.matricule);
    await patch([{ op: 'remove', path: '/securityLabel/1' }]);
    expect(await insReadBy(doctor)).to.equal(stage.matricule);
  });

  it('then a professional whom the patient has blocked does not', async () => {
    const { content } = await find(doctor);
    await decide('bloquer');
    const refused = await doctor.get(content[0].attachment.url, 'application/pdf');
    expect(refused.status).to.equal(404);
    expect(refused.bytes.toString()).not.to.include(stage.matricule);
    expect((await doctor.get(`DocumentReference?patient.identifier=${stage.patientToken}`)).status).to.equal(
      403,
    );
    await decide('debloquer');
    expect(await insReadBy(doctor)).to.equal(stage.matricule);
  });
});
