import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { INS_NIR } from '../../src/model/ins.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import { type ProductionServer, startProductionServer } from '../support/production-server.ts';
import { CHARLOTTE, PATIENT_ID, submission } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure, fault, outcome, patientId } from './bad-input-house.ts';
import { authorise } from './dmp-messages.ts';

const REAL = patientId('194061411802731', INS_NIR);

describe('given a server in production, and what is made for tests', () => {
  let house: BadInputHouse;
  let server: ProductionServer;
  before(async () => {
    server = await startProductionServer();
    house = await badInputHouse(server);
    await house.record('194061411802731', { authority: INS_NIR });
  });
  after(() => house.close());

  const card = (slug: string) => server.production.credentials(slug, 'auth');

  it('then a card of the sandbox is refused, though its authority is pinned', () =>
    house.refuses(
      () => house.sendSoap(authorise(makeVihf(house.pki, { as: 'medecin', patient: REAL })), 'medecin'),
      fault(
        "DMPInvalidCertificate Le certificat client n'a pas été émis par une autorité reconnue.",
        'TLS CertificateUnknown',
      ),
    ));

  it('then an assertion signed with a card of the sandbox is refused', () =>
    house.refuses(
      () => house.sendSoap(authorise(makeVihf(house.pki, { as: 'medecin', patient: REAL })), card('medecin')),
      fault(
        "DMPInvalidCertificate Le certificat ayant signé le jeton SAML n'est pas accepté. (X509Certificate)",
        'SOAP AssertionSigner',
      ),
    ));

  it('then an assertion for a test INS is refused', () => {
    const vihf = makeVihf(server.production, { as: 'medecin', patient: PATIENT_ID });
    return house.refuses(
      () => house.sendSoap(authorise(vihf), card('medecin')),
      fault(
        "AssertionClaim Une information du jeton SAML est absente ou n'est pas valide. (urn:oasis:names:tc:xacml:2.0:resource:resource-id)",
        'SOAP AssertionClaim',
      ),
    );
  });

  it('then a lot about a test INS is refused', () =>
    house.refuses(
      async () => {
        const lot = await signedLot(server.production, submission());
        const vihf = makeVihf(server.production, { as: 'pharmacien' });
        return house.sendSoap(provideMessage(lot, vihf), card('pharmacien'));
      },
      failure(
        'ITI-41 XDSRegistryMetadataError',
        `XDSRegistryMetadataError Une métadonnée du lot n'est pas valide. (patientId ${PATIENT_ID} : autorité d'affectation non admise pour un identifiant de patient)`,
      ),
    ));

  it('then a token of the sandbox is refused', async () => {
    const token = await makeProfessionalToken(server.production, { as: 'medecin', client: 'hopital' });
    await house.refuses(
      () =>
        house.send(
          {
            method: 'GET',
            path: `/fhir/Patient?identifier=urn:oid:${INS_NIR}%7C${CHARLOTTE.value}`,
            headers: { authorization: `Bearer ${token}` },
          },
          card('hopital'),
        ),
      outcome(401, "login TokenInvalid Le jeton d'accès n'est pas valide.", 'FHIR TokenInvalid'),
    );
  });

  it('then a card, an assertion and an INS of production are taken', () => {
    const vihf = makeVihf(server.production, { as: 'medecin', patient: REAL });
    return house.stores(() => house.sendSoap(authorise(vihf), card('medecin')));
  });
});
