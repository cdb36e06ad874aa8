import { expect } from 'chai';
import { createFhirClient } from '../../src/client/fhir-client.ts';
import { record } from '../../src/commands/record.ts';
import { makePatientToken } from '../../src/identity/sandbox/token-maker.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { matriculeKey } from '../../src/model/ins.ts';
import { descendants } from '../../src/xml/tree.ts';
import { runCommand } from '../support/run-command.ts';
import { CHARLOTTE, PATIENT_ID } from '../support/submission-builder.ts';
import { type UpdateDesk, updateDesk } from '../support/update-desk.ts';

const NEW = `2940614118028${matriculeKey('2940614118028')}`;
const NEW_ID = formatCx(NEW, CHARLOTTE.authority, 'NH');

describe('given a record whose INS was changed while the server runs', function () {
  this.timeout(120_000);
  let desk: UpdateDesk;
  let filedBefore: string;
  let filedAfter: string;
  before(async () => {
    desk = await updateDesk();
    await desk.authorise('pharmacien');
    filedBefore = await desk.note('pharmacien');
    const words = ['ins-change', '--ins', CHARLOTTE.value, '--new', NEW, '--data', desk.server.data];
    const { code, err } = await runCommand(record, {}, ...words);
    expect([code, err]).to.deep.equal([0, '']);
    filedAfter = await desk.note('pharmacien');
  });
  after(() => desk.close());

  for (const [which, patientId] of [
    ['present', NEW_ID],
    ['former', PATIENT_ID],
  ] as const) {
    it(`then what was filed before and after is found over SOAP under the ${which} one`, async () => {
      const { objects, errors } = await desk.client('pharmacien').findDocuments(patientId);
      expect(errors).to.deep.equal([]);
      const values = objects.flatMap((object) =>
        [...descendants(object)].flatMap(({ attributes }) => attributes.map(({ value }) => value)),
      );
      expect(values).to.include.members([filedBefore, filedAfter]);
    });

    it(`then a professional who declares to be authorised under the ${which} one is`, async () => {
      const { status } = await desk.client('infirmier').setAuthorization(patientId);
      expect(status).to.equal('DMPOk');
    });
  }

  for (const ins of [NEW, CHARLOTTE.value]) {
    it(`then a patient with a token for ${ins} is found by it over FHIR, with both INS and what each is`, async () => {
      const { pki, url } = desk.server;
      const client = createFhirClient({
        origin: url,
        ca: pki.ca,
        token: () => makePatientToken(pki, { ins }),
      });
      const { resource } = await client.get(`Patient?identifier=urn:oid:${CHARLOTTE.authority}|${ins}`);
      client.close();
      expect(resource?.entry).to.have.lengthOf(1);
      const { identifier } = resource!.entry![0].resource as {
        identifier: { use: string; value: string }[];
      };
      expect(identifier.map(({ use, value }) => [use, value])).to.deep.equal([
        ['official', NEW],
        ['old', CHARLOTTE.value],
      ]);
    });
  }

  it('then the patient reads in the journal that it was', async () => {
    const { store } = desk.server;
    const found = await store.records.byIdentifier(NEW, CHARLOTTE.authority);
    const events = await store.events.ofPatient(found!.patient.key, { limit: 100, offset: 0 });
    const [change, ...others] = events.filter(({ type }) => type === 'RECORD-ins-change');
    expect(others).to.deep.equal([]);
    expect(change).to.include({ action: 'U', granted: true, reason: 'operator' });
  });
});
