import { expect } from 'chai';
import { depositDocument } from '../../src/client/deposit.ts';
import { createFhirClient } from '../../src/client/fhir-client.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { isRefusal } from '../../src/errors.ts';
import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { CERTIFICATE, edited, historyOf, NOTE } from '../support/cda-builder.ts';
import { told } from '../support/faults.ts';
import { CHARLOTTE, PATIENT_ID } from '../support/submission-builder.ts';

const LOINC = '2.16.840.1.113883.6.1';
const CERTIFICATE_CODE =
  '<code code="CERT_DECL" displayName="Certificat, déclaration" codeSystem="1.2.250.1.213.1.1.4.12"/>';

/** The certificate of the ESAT, a PDF, as a document of another type. */
function certificateAs(type: string, uniqueId: string): string {
  return edited(
    CERTIFICATE,
    { from: '<id root="1.2.250.1.999.2.1.3.2.1"/>', to: `<id root="${uniqueId}"/>` },
    { from: CERTIFICATE_CODE, to: `<code code="${type}" displayName="Document" codeSystem="${LOINC}"/>` },
  );
}

const PDF = 'urn:ihe:iti:xds-sd:pdf:2008';
/** 89601-9, Certificat médical, is for doctors alone (matrix of 2025-09). */
const DOCUMENTS = [
  {
    what: 'a vaccination note',
    type: '87273-9',
    by: 'pharmacien',
    make: (uniqueId: string) =>
      edited(NOTE, { from: '<id root="1.2.250.1.999.2.1.3.1.1"/>', to: `<id root="${uniqueId}"/>` }),
    format: 'urn:asip:ci-sis:vac-note:2021',
    nurse: true,
  },
  {
    what: 'a vaccination history',
    type: '11369-6',
    by: 'pharmacien',
    make: (uniqueId: string) => historyOf(NOTE, uniqueId),
    format: 'urn:asip:ci-sis:vac:2019',
    nurse: true,
  },
  {
    what: 'an attestation of vaccination against Covid-19',
    type: '96874-3',
    by: 'esat',
    make: (uniqueId: string) => certificateAs('96874-3', uniqueId),
    format: PDF,
    nurse: true,
  },
  {
    what: 'a medical certificate',
    type: '89601-9',
    by: 'esat',
    make: (uniqueId: string) => certificateAs('89601-9', uniqueId),
    format: PDF,
    nurse: false,
  },
];

describe('given the documents of a vaccination, each deposited under its own type', function () {
  this.timeout(60_000);
  let server: ClientServer;
  before(async () => {
    server = await clientServer();
    for (const reader of ['medecin', 'infirmier']) await server.as(reader).setAuthorization(PATIENT_ID);
  });
  after(() => server.close());

  const found = async (as: string, type: string) => {
    const { objects } = await server.as(as).findDocuments(PATIENT_ID, {
      parameters: { $XDSDocumentEntryTypeCode: [`${type}^^${LOINC}`] },
    });
    return objects.map(readDocumentEntry);
  };
  const overFhir = async (type: string) => {
    const { pki, url } = server;
    const client = createFhirClient({
      origin: url,
      ca: pki.ca,
      credentials: pki.credentials('hopital', 'auth'),
      token: () => makeProfessionalToken(pki, { as: 'medecin', client: 'hopital' }),
    });
    const patient = `patient.identifier=urn:oid:${CHARLOTTE.authority}|${CHARLOTTE.value}`;
    const token = encodeURIComponent(`http://loinc.org|${type}`);
    const { resource } = await client.get(`DocumentReference?${patient}&type=${token}`);
    client.close();
    return resource.entry ?? [];
  };

  for (const [index, { what, type, by, make, format, nurse }] of DOCUMENTS.entries()) {
    it(`then ${what} (${type}) is found by a doctor by its type, of class 52 and its format, over SOAP and FHIR`, async () => {
      const uniqueId = `1.2.250.1.999.2.1.8.${index + 1}`;
      const outcome = await depositDocument({
        client: server.as(by),
        pki: server.pki,
        as: by,
        domain: loadAffinityDomain('dmp'),
        document: Buffer.from(make(uniqueId)),
        at: new Date(),
      });
      if (isRefusal(outcome)) return expect.fail(told(outcome).join());
      expect(outcome.errors).to.deep.equal([]);

      const entries = await found('medecin', type);
      expect(entries.map((entry) => entry.uniqueId)).to.deep.equal([uniqueId]);
      const [entry] = entries;
      expect([entry?.classCode?.code, entry?.formatCode?.code]).to.deep.equal(['52', format]);

      const [match, ...more] = await overFhir(type);
      expect(more).to.deep.equal([]);
      const { resource } = match;
      expect(resource.masterIdentifier.value).to.equal(`urn:oid:${uniqueId}`);
      expect(resource.type.coding[0]).to.include({ system: 'http://loinc.org', code: type });
      expect(resource.category[0].coding[0].code).to.equal('52');
      expect(resource.content[0].format.code).to.equal(format);

      expect(await found('infirmier', type)).to.have.lengthOf(nurse ? 1 : 0);
      return undefined;
    });
  }
});
