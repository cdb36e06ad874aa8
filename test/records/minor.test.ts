import { expect } from 'chai';
import { createFhirClient, type FhirClient } from '../../src/client/fhir-client.ts';
import { makePatientToken, makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { INS_NIR_TEST, matriculeKey } from '../../src/model/ins.ts';
import { visibilityCode } from '../../src/model/visibility.ts';
import { isConflict } from '../../src/store/store.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { registration, sampleEntry } from '../store/sample.ts';

interface Person {
  readonly ins: string;
  readonly key: number;
  readonly fhir: FhirClient;
}

describe('given the record of a minor, whose space the legal representatives read', function () {
  this.timeout(120_000);
  let server: ClientServer;
  let minor: Person;
  let adult: Person;
  before(async () => {
    server = await clientServer();
    const year = new Date().getUTCFullYear();
    minor = await person('2100114118027', `${year - 17}-01-01`);
    adult = await person('2000114118027', `${year - 19}-01-01`);
  });
  after(async () => {
    for (const { fhir } of [minor, adult]) fhir.close();
    await server.close();
  });

  const person = async (number: string, birthDate: string): Promise<Person> => {
    const ins = `${number}${matriculeKey(number)}`;
    const written = await server.store.write([
      {
        kind: 'create-record',
        patient: { family: 'MOREL', givens: ['LOU'], birthDate, sex: 'F' },
        identifiers: [{ value: ins, authority: INS_NIR_TEST }],
        activated: true,
        at: new Date().toISOString(),
      },
    ]);
    if (isConflict(written) || written.patientKey === undefined) return expect.fail('no record');
    const token = () => makePatientToken(server.pki, { ins });
    const fhir = createFhirClient({ origin: server.url, ca: server.pki.ca, token });
    return { ins, key: written.patientKey, fhir };
  };
  const cx = ({ ins }: Person) => formatCx(ins, INS_NIR_TEST, 'NH');
  const deposit = async (of: Person, secret: boolean): Promise<string> => {
    const plain = sampleEntry({ patientId: cx(of) });
    const codes = [...plain.confidentialityCodes, visibilityCode('INVISIBLE_REPRESENTANTS_LEGAUX')];
    const entry = secret ? { ...plain, confidentialityCodes: codes } : plain;
    await server.store.write([registration(of.key, [entry])]);
    return entry.uniqueId;
  };
  const found = async ({ ins, fhir }: Person) => {
    const { resource } = await fhir.get(
      `DocumentReference?patient.identifier=urn:oid:${INS_NIR_TEST}|${ins}&status=current`,
    );
    return resource?.total;
  };
  const journal = async ({ fhir }: Person) => {
    const { resource } = await fhir.get('AuditEvent?_count=50');
    const text = JSON.stringify(resource);
    return { total: resource?.total as number, tellsOf: (name: string) => text.includes(name) };
  };

  it('then a document that is kept from them is not in it, and is in that of an adult', async () => {
    for (const of of [minor, adult]) await deposit(of, false);
    const before = await found(minor);
    for (const of of [minor, adult]) await deposit(of, true);
    expect(before).to.equal(1);
    expect(await found(minor)).to.equal(1);
    expect(await found(adult)).to.equal(2);
  });

  it('then a professional of a secret connection finds it, and leaves no trace that they read', async () => {
    await deposit(minor, true);
    const doctor = server.as('medecin', { secret: true });
    await doctor.setAuthorization(cx(minor));
    const { total } = await journal(minor);
    const { objects, errors } = await doctor.findDocuments(cx(minor));
    expect(errors).to.deep.equal([]);
    expect(objects.length).to.be.greaterThan(1);
    const after = await journal(minor);
    // One more: that of the first look at the journal.
    expect(after.total).to.equal(total + 1);
    expect(after.tellsOf(server.pki.identity('medecin').id)).to.equal(false);
    const [, secret] = await server.store.events.ofPatient(minor.key, { limit: 2, offset: 0 });
    expect([secret?.type, secret?.subject?.secret]).to.deep.equal(['ITI-18', true]);
  });

  it('then a connection that is not secret is told, and that to an adult’s record is, secret or not', async () => {
    const nurse = server.as('infirmier');
    await nurse.setAuthorization(cx(minor));
    expect((await journal(minor)).tellsOf(server.pki.identity('infirmier').id)).to.equal(true);
    await server.as('infirmier', { secret: true }).setAuthorization(cx(adult));
    expect((await journal(adult)).tellsOf(server.pki.identity('infirmier').id)).to.equal(true);
  });

  it('then the médecin traitant reads in the journal what was done in secret', async () => {
    const doctor = server.pki.identity('medecin-traitant').id;
    const named = { professional: doctor, name: 'X', at: new Date().toISOString() };
    await server.store.write([{ kind: 'name-medecin-traitant', patientKey: minor.key, ...named }]);
    const fhir = createFhirClient({
      origin: server.url,
      ca: server.pki.ca,
      credentials: server.pki.credentials('hopital', 'auth'),
      token: () => makeProfessionalToken(server.pki, { as: 'medecin-traitant', client: 'hopital' }),
    });
    const { resource } = await fhir.get(
      `AuditEvent?patient.identifier=urn:oid:${INS_NIR_TEST}|${minor.ins}&_count=50`,
    );
    fhir.close();
    expect(JSON.stringify(resource)).to.include(server.pki.identity('medecin').id);
  });
});
