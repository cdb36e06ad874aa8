import { expect } from 'chai';
import { PATIENT_ID } from '../support/submission-builder.ts';
import { type ClientServer, clientServer } from './running-server.ts';

const NOBODY = '279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH';

describe('given a client of the DMP', () => {
  let server: ClientServer;
  before(async () => {
    server = await clientServer();
  });
  after(() => server.close());

  it('then it learns whether a record exists', async () => {
    const { code, patientStatus } = await server.as('esat').existence(PATIENT_ID);
    expect([code, patientStatus]).to.deep.equal(['OK', 'active']);
    expect((await server.as('esat').existence(NOBODY)).code).to.equal('NF');
  });

  it('then it declares and withdraws, and sees what became of it', async () => {
    const doctor = server.as('medecin');
    expect((await doctor.existence(PATIENT_ID)).authorisation).to.equal('NON_EXISTE');
    expect((await doctor.setAuthorization(PATIENT_ID)).status).to.equal('DMPOk');
    expect((await doctor.existence(PATIENT_ID)).authorisation).to.equal('VALIDE');
    await doctor.setAuthorization(PATIENT_ID, { action: 'SUPPRESSION' });
    expect((await doctor.existence(PATIENT_ID)).authorisation).to.equal('NON_EXISTE');
  });

  it('then a refusal of a query is told with its code', async () => {
    const answer = await server.as('infirmier').findDocuments(NOBODY);
    expect([answer.status, answer.objects]).to.deep.equal(['Failure', []]);
    expect(answer.errors[0]).to.include({ code: 'XDSUnknownPatientId', severity: 'Error' });
  });

  it('then a document that is not there is told with its code, and no content', async () => {
    const nurse = server.as('infirmier');
    await nurse.setAuthorization(PATIENT_ID);
    const request = { repositoryUniqueId: '1.2.250.1.999.2.1.1', uniqueId: '1.2.3.4' };
    const answer = await nurse.retrieve(PATIENT_ID, [request]);
    expect(answer.status).to.equal('Failure');
    expect(answer.errors.map(({ code }) => code)).to.deep.equal(['XDSDocumentUniqueIdError']);
    expect(answer.documents).to.deep.equal([]);
    expect(answer.reply.contentType).to.match(/^multipart\/related/);
  });

  it('then a quote in a parameter stays inside its text', async () => {
    const nurse = server.as('infirmier');
    await nurse.setAuthorization(PATIENT_ID);
    const answer = await nurse.findDocuments(PATIENT_ID, {
      parameters: { $XDSDocumentEntryTypeCode: ["a'b^^2.16.840.1.113883.6.1"] },
    });
    expect([answer.status, answer.errors]).to.deep.equal(['Success', []]);
  });

  it('then an assertion that is not accepted is told as a fault', async () => {
    const answer = await server.as('infirmier', { at: new Date('2020-01-01') }).findDocuments(PATIENT_ID);
    expect(answer.status).to.equal('Fault');
    expect(answer.errors[0]?.code).to.equal('AssertionExpired');
  });
});
