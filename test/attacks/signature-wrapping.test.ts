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

/** What the attacker wants: another patient, under the doctor's signature. */
const FORGED_INS = '299999999999999';
const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;
const SIGNED_INFO = /<ds:SignedInfo .*<\/ds:SignedInfo>/s;
const REFERENCE = /<ds:Reference .*<\/ds:Reference>/s;

describe('given a VIHF that was signed by a doctor, and an attacker who moves its parts', () => {
  let house: IdentityHouse;
  /** As signed. */
  let original: string;
  let signature: string;
  /** The signed content without its signature. */
  let bare: string;
  /** What the attacker wrote: its own ID, no signature. */
  let evil: string;
  /** The same under the ID that was signed. */
  let evilTwin: string;

  before(async () => {
    house = await identityHouse();
    original = makeVihf(house.pki, {
      as: 'medecin',
      patient: CHARLOTTE_INS,
      at: NOW,
      overrides: { id: '_signed' },
    });
    signature = SIGNATURE.exec(original)![0];
    bare = original.replace(SIGNATURE, '');
    evilTwin = bare.replaceAll(CHARLOTTE_INS, FORGED_INS);
    evil = evilTwin.replace('_signed', '_evil');
  });

  /** Puts markup right after the Issuer, where a signature stands. */
  const afterIssuer = (assertion: string, markup: string) =>
    assertion.replace('</saml2:Issuer>', `</saml2:Issuer>${markup}`);
  const atEnd = (assertion: string, markup: string) =>
    assertion.replace(/<\/saml2:Assertion>$/, `${markup}</saml2:Assertion>`);
  const inSignature = (markup: string) =>
    signature.replace('</ds:Signature>', `<ds:Object>${markup}</ds:Object></ds:Signature>`);

  /** What reaches the server: text of the security header, and of the body. */
  const moves: readonly { readonly name: string; readonly message: () => [header: string, body?: string] }[] =
    [
      {
        name: 'XSW1: the original inside the signature of the forged one',
        message: () => [afterIssuer(evil, inSignature(bare))],
      },
      {
        name: 'XSW2: the original before the detached signature in the forged one',
        message: () => [afterIssuer(evil, `${bare}${signature}`)],
      },
      { name: 'XSW3: the forged one before the original', message: () => [`${evil}${original}`] },
      { name: 'XSW4: the original inside the forged one', message: () => [atEnd(evil, original)] },
      {
        name: 'XSW5: the forged one keeps the signature, the original is appended',
        message: () => [`${afterIssuer(evil, signature)}${bare}`],
      },
      {
        name: 'XSW6: the original inside the signature that the forged one keeps',
        message: () => [afterIssuer(evilTwin, inSignature(bare))],
      },
      {
        name: 'XSW7: the forged one inside Extensions of the original',
        message: () => [atEnd(original, `<Extensions>${evilTwin}</Extensions>`)],
      },
      {
        name: 'XSW8: the original in an Object of the signature, the forged one around it',
        message: () => [afterIssuer(evil, inSignature(original))],
      },
      { name: 'the original in the body', message: () => [afterIssuer(evil, signature), bare] },
      { name: 'the forged one in the body', message: () => [original, evil] },
      { name: 'the forged one under the same ID in the body', message: () => [original, evilTwin] },
      {
        name: 'the ID once more on an element of the body',
        message: () => [original, '<thing id="_signed"/>'],
      },
      { name: 'the ID once more as xml:id', message: () => [original, '<thing xml:id="_signed"/>'] },
      {
        name: 'the forged one in an Advice',
        message: () => [atEnd(original, `<saml2:Advice>${evil}</saml2:Advice>`)],
      },
      { name: 'content replaced under the signature', message: () => [afterIssuer(evilTwin, signature)] },
      {
        name: 'a second SignedInfo',
        message: () => [original.replace(SIGNED_INFO, (info) => `${info}${info}`)],
      },
      {
        name: 'SignedInfo wrapped in another',
        message: () => [original.replace(SIGNED_INFO, (info) => `<ds:SignedInfo>${info}</ds:SignedInfo>`)],
      },
      {
        name: 'a second Reference',
        message: () => [original.replace(REFERENCE, (reference) => `${reference}${reference}`)],
      },
      {
        name: 'a Reference to the whole message',
        message: () => [original.replace('URI="#_signed"', 'URI=""')],
      },
      { name: 'a second Signature', message: () => [afterIssuer(original, signature)] },
      {
        name: 'a comment inside a value',
        message: () => [
          original.replace(CHARLOTTE_INS, `${CHARLOTTE_INS.slice(0, 5)}<!-- -->${CHARLOTTE_INS.slice(5)}`),
        ],
      },
      {
        name: 'a comment inside DigestValue',
        message: () => [original.replace('<ds:DigestValue>', '<ds:DigestValue><!--x-->')],
      },
      {
        name: 'a comment inside the certificate',
        message: () => [original.replace('<ds:X509Certificate>', '<ds:X509Certificate><!--x-->')],
      },
      {
        name: 'a processing instruction inside a value',
        message: () => [original.replace(CHARLOTTE_INS, `${CHARLOTTE_INS}<?x y?>`)],
      },
      {
        name: 'a relative namespace',
        message: () => [original.replace('<saml2:Assertion ', '<saml2:Assertion xmlns:r="relative" ')],
      },
      {
        name: 'an element renamed into another namespace',
        message: () => [
          original.replace(/<saml2:NameID>(.*)<\/saml2:NameID>/, '<NameID xmlns="urn:evil">$1</NameID>'),
        ],
      },
      { name: 'one attribute more', message: () => [atEnd(original, '<saml2:AttributeStatement/>')] },
    ];

  for (const { name, message } of moves) {
    it(`then ${name} is refused, and nothing forged is in the refusal`, async () => {
      const [header, body = ''] = message();
      const envelope = envelopeWith(header, body);
      expect(envelope).not.to.equal(envelopeWith(original));
      const subject = house.identity.fromAssertion(assertionOf(envelope), await house.peer('medecin'), NOW);
      expect(isRefusal(subject), JSON.stringify(subject)).to.equal(true);
      expect(told(subject)[0]).to.match(/^Assertion(Signature|Malformed|Unsigned) /);
      expect(JSON.stringify(subject)).not.to.include(FORGED_INS);
    });

    it(`then ${name} is refused after the original was taken`, async () => {
      const peer = await house.peer('medecin');
      const taken = house.identity.fromAssertion(assertionOf(envelopeWith(original)), peer, NOW);
      expect(isRefusal(taken)).to.equal(false);
      const [header, body = ''] = message();
      const subject = house.identity.fromAssertion(assertionOf(envelopeWith(header, body)), peer, NOW);
      expect(isRefusal(subject), JSON.stringify(subject)).to.equal(true);
    });
  }

  it('then the original itself is taken, for the patient that was signed', async () => {
    const subject = house.identity.fromAssertion(
      assertionOf(envelopeWith(original)),
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
    const forged = afterIssuer(evil, envelopedSignature(evil, { key: privateKey, certificate }).text);
    expect(told(await house.show(forged, 'medecin'))).to.deep.equal([
      "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté. (X509Certificate)",
    ]);
  });
});
