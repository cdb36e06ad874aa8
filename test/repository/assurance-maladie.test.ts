import { expect } from 'chai';
import { depositDocument } from '../../src/client/deposit.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { isRefusal } from '../../src/errors.ts';
import { parseXon } from '../../src/model/hl7v2.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { CERTIFICATE, edited } from '../support/cda-builder.ts';
import { told } from '../support/faults.ts';
import { PATIENT_ID } from '../support/submission-builder.ts';

const AM = '318000000000018';
const ESAT = '1140000019';
const A05 = '1.2.250.1.213.1.1.4.12';
const LOINC = '2.16.840.1.113883.6.1';

/** The certificate of the fixtures as a document of the health insurance. */
function ofAssuranceMaladie(uniqueId: string, type: string, system: string): string {
  return edited(
    CERTIFICATE,
    { from: ESAT, to: AM, every: true },
    { from: 'DUI ESAT LES POMMIERS', to: 'ALIMENTATION AM', every: true },
    { from: '>ESAT LES POMMIERS<', to: '>ASSURANCE MALADIE<', every: true },
    { from: '<id root="1.2.250.1.999.2.1.3.2.1"/>', to: `<id root="${uniqueId}"/>` },
    {
      from: `<code code="CERT_DECL" displayName="Certificat, déclaration" codeSystem="${A05}"/>`,
      to: `<code code="${type}" displayName="Document" codeSystem="${system}"/>`,
    },
  );
}

describe('given what the health insurance deposits', function () {
  this.timeout(60_000);
  let server: ClientServer;
  before(async () => {
    server = await clientServer();
    await server.as('medecin').setAuthorization(PATIENT_ID);
  });
  after(() => server.close());

  for (const [what, type, system, heading] of [
    ['the care history', 'REMB', A05, '60'],
    ['the attestation of a vaccination against Covid-19', '96874-3', LOINC, '52'],
    ['the result of a test', '96173-0', LOINC, '52'],
  ] as const) {
    it(`then ${what} is found by a doctor under its heading, with the insurance as its author`, async () => {
      const uniqueId = `1.2.250.1.999.2.1.9.${heading}.${type.replaceAll(/\D/g, '') || '1'}`;
      const outcome = await depositDocument({
        client: server.as('assurance-maladie'),
        pki: server.pki,
        as: 'assurance-maladie',
        domain: loadAffinityDomain('dmp'),
        document: Buffer.from(ofAssuranceMaladie(uniqueId, type, system)),
        at: new Date(),
      });
      if (isRefusal(outcome)) return expect.fail(told(outcome).join());
      expect(outcome.errors).to.deep.equal([]);
      const { objects } = await server.as('medecin').findDocuments(PATIENT_ID, {
        parameters: { $XDSDocumentEntryTypeCode: [`${type}^^${system}`] },
      });
      const [entry, ...more] = objects.map(readDocumentEntry);
      expect(more).to.deep.equal([]);
      expect(entry).to.include({ uniqueId });
      expect(entry?.classCode?.code).to.equal(heading);
      const [author] = entry!.authors;
      expect(author?.institutions.map((institution) => parseXon(institution).id)).to.deep.equal([AM]);
      return undefined;
    });
  }
});
