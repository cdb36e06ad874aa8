import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { readCertificate } from '../../src/identity/certificate.ts';
import { makeCertificate } from '../../src/identity/sandbox/certificate-maker.ts';
import { leafExtensions } from '../../src/identity/sandbox/layouts.ts';
import { envelopedSignature } from '../../src/identity/sandbox/sign-enveloped.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { told } from '../support/faults.ts';
import {
  assertionOf,
  CHARLOTTE_INS,
  envelopeWith,
  type IdentityHouse,
  identityHouse,
  NOW,
} from '../support/identity-house.ts';
import { ASSERTION_MOVES, afterIssuer, type MovedParts, partsOf, SIGNED_ID } from './assertion-moves.ts';

/** What the attacker wants: another patient, under the doctor's signature. */
const FORGED_INS = '299999999999999';

describe('given a VIHF that was signed by a doctor, and an attacker who moves its parts', () => {
  let house: IdentityHouse;
  let parts: MovedParts;

  before(async () => {
    house = await identityHouse();
    const original = makeVihf(house.pki, {
      as: 'medecin',
      patient: CHARLOTTE_INS,
      at: NOW,
      overrides: { id: SIGNED_ID },
    });
    parts = partsOf(original, (text) => text.replaceAll(CHARLOTTE_INS, FORGED_INS));
  });

  for (const { name, message } of ASSERTION_MOVES) {
    it(`then ${name} is refused, and nothing forged is in the refusal`, async () => {
      const [header, body = ''] = message(parts);
      const envelope = envelopeWith(header, body);
      expect(envelope).not.to.equal(envelopeWith(parts.original));
      const subject = house.identity.fromAssertion(assertionOf(envelope), await house.peer('medecin'), NOW);
      expect(isRefusal(subject), JSON.stringify(subject)).to.equal(true);
      expect(told(subject)[0]).to.match(/^Assertion(Signature|Malformed|Unsigned) /);
      expect(JSON.stringify(subject)).not.to.include(FORGED_INS);
    });

    it(`then ${name} is refused after the original was taken`, async () => {
      const peer = await house.peer('medecin');
      const taken = house.identity.fromAssertion(assertionOf(envelopeWith(parts.original)), peer, NOW);
      expect(isRefusal(taken)).to.equal(false);
      const [header, body = ''] = message(parts);
      const subject = house.identity.fromAssertion(assertionOf(envelopeWith(header, body)), peer, NOW);
      expect(isRefusal(subject), JSON.stringify(subject)).to.equal(true);
    });
  }

  it('then the original itself is taken, for the patient that was signed', async () => {
    const subject = house.identity.fromAssertion(
      assertionOf(envelopeWith(parts.original)),
      await house.peer('medecin'),
      NOW,
    );
    expect(isRefusal(subject) ? told(subject) : subject.patientId).to.equal(
      `${CHARLOTTE_INS}^^^&1.2.250.1.213.1.4.10&ISO^NH`,
    );
  });

  it('then one signed by the attacker, with a certificate of its own under the same names, is refused', async () => {
    const doctor = house.pki.identity('medecin');
    const genuine = readCertificate(house.pki.credentials('medecin', 'sign').certificate)!;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = makeCertificate({
      subject: genuine.subject,
      issuer: genuine.issuer,
      publicKey,
      issuerKey: privateKey,
      issuerPublicKey: publicKey,
      notBefore: genuine.notBefore,
      notAfter: genuine.notAfter,
      extensions: leafExtensions(doctor, 'sign'),
    });
    const certificate = readCertificate(pem)!.x509.raw.toString('base64');
    const { evil } = parts;
    const forged = afterIssuer(evil, envelopedSignature(evil, { key: privateKey, certificate }).text);
    expect(told(await house.show(forged, 'medecin'))).to.deep.equal([
      "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté. (X509Certificate)",
    ]);
  });
});
