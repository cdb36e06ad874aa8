import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCertificate } from '../../src/identity/certificate.ts';
import { keyHashOf } from '../../src/identity/revocation/ocsp/certificate-id.ts';
import { ensureAuthorities } from '../../src/identity/sandbox/authorities.ts';
import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { makeCard, personsAuthority } from '../support/card-maker.ts';
import { makeOcspAnswer, type Signer, type WantedAnswer } from '../support/made-ocsp.ts';
import { type Conduct, type OcspResponder, startOcspResponder } from '../support/ocsp-responder.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, fault, outcome } from './bad-input-house.ts';
import { authorise } from './dmp-messages.ts';

const REVOKED = 'Le certificat a été révoqué.';
const UNKNOWN = "Il n'est pas possible pour l'instant de savoir si le certificat a été révoqué.";

describe('given a server that demands a word about each certificate and has an OCSP responder alone', () => {
  let house: BadInputHouse;
  let lists: string;
  let responder: OcspResponder;
  let authorities: readonly Signer[];
  /** What the responder says of certificates, by serial; of others that they are good. */
  const told = new Map<string, WantedAnswer['status'] | 'nothing'>();

  const answer: Conduct = (asked) => {
    const issuer = authorities.find(({ certificate }) =>
      asked.id.includes(keyHashOf(certificate.keyInfo), 'hex'),
    );
    const status = [...told].find(([serial]) => asked.id.includes(serial, 'hex'))?.[1] ?? 'good';
    return issuer === undefined || status === 'nothing'
      ? 503
      : makeOcspAnswer(asked, { signer: issuer, status });
  };
  const serialOf = ({ certificate }: { readonly certificate: string }) =>
    readCertificate(certificate)!.serial;
  const freshCard = (slug: string, use: 'auth' | 'sign') =>
    makeCard(house.pki, { slug, use, issuer: personsAuthority(house.pki) });
  const declare = (as: string) => authorise(makeVihf(house.pki, { as, patient: CHARLOTTE.value }));

  before(async () => {
    lists = await mkdtemp(join(tmpdir(), 'carnet-lists-'));
    responder = await startOcspResponder(answer);
    house = await badInputHouse({
      CARNET_REVOCATION: 'required',
      CARNET_CRL: lists,
      CARNET_OCSP_URL: responder.url,
    });
    authorities = (await ensureAuthorities(join(house.pki.directory, 'authorities'))).ofClients;
  });
  after(async () => {
    await house.close();
    await responder.close();
    await rm(lists, { recursive: true, force: true });
  });

  it('then a card that it says is good is served', () =>
    house.stores(() => house.sendSoap(declare('medecin'), 'medecin')));

  it('then a card that it says is revoked is refused', async () => {
    const card = freshCard('infirmier', 'auth');
    told.set(serialOf(card), 'revoked');
    await house.refuses(
      () => house.sendSoap(declare('infirmier'), card),
      fault(`DMPInvalidCertificate ${REVOKED}`, 'TLS CertificateRevoked'),
    );
  });

  for (const status of ['unknown', 'nothing'] as const) {
    it(`then a card of which it says ${status} is refused, which is not its holder's fault`, async () => {
      const card = freshCard('infirmier', 'auth');
      told.set(serialOf(card), status);
      await house.refuses(() => house.sendSoap(declare('infirmier'), card), {
        status: 503,
        told: [`Receiver CertificateStatusUnknown ${UNKNOWN}`],
        trace: 'TLS CertificateStatusUnknown',
      });
    });
  }

  it('then the signer of an assertion is asked about too', async () => {
    const signer = serialOf(house.pki.credentials('sage-femme', 'sign'));
    told.set(signer, 'revoked');
    await house.refuses(
      () => house.sendSoap(declare('sage-femme'), 'sage-femme'),
      fault(`DMPInvalidCertificate ${REVOKED} (X509Certificate)`, 'SOAP CertificateRevoked'),
    );
  });

  it('then the structure to which a token is bound is asked about too', async () => {
    told.set(serialOf(house.pki.credentials('esat', 'auth')), 'revoked');
    const token = await makeProfessionalToken(house.pki, { as: 'pharmacien', client: 'esat' });
    const path = `/fhir/Patient?identifier=urn:oid:${INS_NIR_TEST}%7C${CHARLOTTE.value}`;
    await house.refuses(
      () => house.send({ method: 'GET', path, headers: { authorization: `Bearer ${token}` } }, 'esat'),
      outcome(401, `login CertificateRevoked ${REVOKED}`, 'FHIR CertificateRevoked'),
    );
  });
});
