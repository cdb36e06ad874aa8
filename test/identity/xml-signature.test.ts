import { createHash, createPrivateKey, sign } from 'node:crypto';
import { expect } from 'chai';
import { xmldsigjsSigns, xmldsigjsVerifies } from '../../conformance/attacks/xmldsigjs.ts';
import { xmlsecSigns, xmlsecVerifies } from '../../conformance/attacks/xmlsec.ts';
import { isRefusal } from '../../src/errors.ts';
import { pemCertificates } from '../../src/identity/pem.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { verifyEnvelopedSignature } from '../../src/identity/xml-signature.ts';
import { exclusiveCanonical } from '../../src/xml/exclusive-canonical.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants, type XmlElement } from '../../src/xml/tree.ts';
import { told } from '../support/faults.ts';
import { CHARLOTTE_INS, type IdentityHouse, identityHouse, NOW } from '../support/identity-house.ts';
import { sharedText } from '../support/shared-data.ts';
import { withSpoiltKey } from '../support/spoilt-key.ts';
import { needXmlsec } from '../support/xmlsec.ts';

const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;
const ID = '_interop';

describe('given a signed VIHF', () => {
  let house: IdentityHouse;
  let vihf: string;
  let certificate: string;

  before(async () => {
    house = await identityHouse();
    vihf = makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE_INS, at: NOW, overrides: { id: ID } });
    certificate = house.pki.credentials('medecin', 'sign').certificate;
  });

  const partOf = (text: string, local: string): XmlElement =>
    [...descendants(parseXml(text))].find((node) => node.local === local)!;

  /** Changes it, then computes digest and signature anew with these algorithms: what another signer would send. */
  const resigned = (
    change: (text: string) => string,
    hash = 'sha256',
    method?: readonly [string, string],
  ) => {
    let text = change(vihf);
    if (method !== undefined) {
      text = text
        .replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', method[0])
        .replace('http://www.w3.org/2001/04/xmlenc#sha256', method[1]);
    }
    const prefixes = (local: string) =>
      (/PrefixList="([^"]*)"/.exec(text.slice(text.indexOf(local)))?.[1] ?? '').split(' ').filter(Boolean);
    const root = parseXml(text);
    const without = partOf(text, 'Signature');
    const content = exclusiveCanonical(root, {
      inclusivePrefixes: prefixes('c14n#"><ec'),
      without: [...descendants(root)].find(({ local }) => local === without.local)!,
    });
    const digest = createHash(hash).update(content).digest('base64');
    text = text.replace(/(<ds:DigestValue>)[^<]*/, `$1${digest}`);
    const key = createPrivateKey(house.pki.credentials('medecin', 'sign').key);
    const value = sign(hash, Buffer.from(exclusiveCanonical(partOf(text, 'SignedInfo'))), key).toString(
      'base64',
    );
    return text.replace(/(<ds:SignatureValue>)[^<]*/, `$1${value}`);
  };

  describe('then other software agrees:', () => {
    it('xmldsigjs takes it, and not when it was changed', async () => {
      expect(await xmldsigjsVerifies(vihf, certificate)).to.equal(true);
      expect(await xmldsigjsVerifies(vihf.replace(CHARLOTTE_INS, '1'), certificate)).to.equal(false);
    });

    it('one that xmldsigjs signed is taken', async () => {
      const { key } = house.pki.credentials('medecin', 'sign');
      const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
      const bare = vihf.replace(SIGNATURE, '');
      const signature = await xmldsigjsSigns(bare, ID, pkcs8, pemCertificates(certificate)[0]!);
      const signed = bare.replace('</saml2:Issuer>', `</saml2:Issuer>${signature}`);
      expect(signature).not.to.equal(SIGNATURE.exec(vihf)![0]);
      expect(await house.show(signed, 'medecin')).to.include({ id: '810000000011' });
    });

    it('xmlsec1 takes it, and not when it was changed', function () {
      needXmlsec(this);
      expect(xmlsecVerifies(vihf, certificate)).to.equal(true);
      expect(xmlsecVerifies(vihf.replace(CHARLOTTE_INS, '1'), certificate)).to.equal(false);
    });

    it('one that xmlsec1 signed is taken', async function () {
      needXmlsec(this);
      const template = vihf
        .replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>')
        .replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>');
      const signed = xmlsecSigns(template, house.pki.credentials('medecin', 'sign').key, certificate);
      expect(await house.show(signed, 'medecin')).to.include({ id: '810000000011' });
    });
  });

  it('then sha384 and sha512 are taken', async () => {
    for (const [hash, method] of [
      [
        'sha384',
        [
          'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
          'http://www.w3.org/2001/04/xmldsig-more#sha384',
        ],
      ],
      [
        'sha512',
        ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'http://www.w3.org/2001/04/xmlenc#sha512'],
      ],
    ] as const) {
      expect(
        await house.show(
          resigned((text) => text, hash, method),
          'medecin',
        ),
      ).to.include({ kind: 'professional' });
    }
  });

  it('then sha1 is taken only where it is asked for', () => {
    const old = resigned((text) => text, 'sha1', [
      'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
      'http://www.w3.org/2000/09/xmldsig#sha1',
    ]);
    const verdict = (sha1?: boolean) =>
      verifyEnvelopedSignature(parseXml(old), {
        accept: () => undefined,
        ...(sha1 === undefined ? {} : { sha1 }),
      });
    expect(isRefusal(verdict(true))).to.equal(false);
    expect(told(verdict())).to.deep.equal([
      "AssertionSignature La signature du jeton SAML n'est pas valide. (SignatureMethod)",
    ]);
  });

  it('then a PrefixList is honoured', async () => {
    const list =
      '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="xsi #default saml2"/>';
    const listed = (text: string) =>
      text.replace(
        '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>',
        `<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">${list}</ds:Transform>`,
      );
    expect(await house.show(resigned(listed), 'medecin')).to.include({ kind: 'professional' });
  });

  it('then the claims are those of the signed text, whatever stands around it', () => {
    const signed = verifyEnvelopedSignature(parseXml(vihf), { accept: () => undefined });
    if (isRefusal(signed)) throw new Error(told(signed).join(' '));
    expect(signed.canonical).to.equal(exclusiveCanonical(parseXml(vihf.replace(SIGNATURE, ''))));
  });

  const shapes: readonly [what: string, change: (text: string) => string][] = [
    [
      'inclusive canonicalization of SignedInfo',
      (text) =>
        text.replace(
          'CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
          'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        ),
    ],
    [
      'an XSLT transform',
      (text) =>
        text.replace(
          'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
          'http://www.w3.org/TR/1999/REC-xslt-19991116',
        ),
    ],
    [
      'a third transform',
      (text) =>
        text.replace(
          '</ds:Transforms>',
          '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>',
        ),
    ],
    ['one transform', (text) => text.replace(/<ds:Transform Algorithm="[^"]*enveloped-signature"\/>/, '')],
    [
      'HMAC',
      (text) =>
        text.replace(
          'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
        ),
    ],
    [
      'MD5',
      (text) =>
        text.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmldsig-more#md5'),
    ],
    ['no KeyInfo', (text) => text.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, '')],
    [
      'a KeyInfo without certificate',
      (text) => text.replace(/<ds:X509Certificate>[^<]*/, '<ds:X509Certificate>AAAA'),
    ],
    [
      'a certificate whose key cannot be read',
      (text) =>
        text.replace(
          /(<ds:X509Certificate>)([^<]*)/,
          (_, open: string, body: string) => open + withSpoiltKey(body),
        ),
    ],
    ['an Object', (text) => text.replace('</ds:Signature>', '<ds:Object/></ds:Signature>')],
    ['a value that is no base64', (text) => text.replace(/<ds:SignatureValue>./, '<ds:SignatureValue>!')],
    ['no ID', (text) => text.replace(` ID="${ID}"`, '')],
    ['an empty ID', (text) => text.replace(` ID="${ID}"`, ' ID=""').replace(`#${ID}`, '#')],
    ['an Id in its place', (text) => text.replace(` ID="${ID}"`, ` Id="${ID}"`)],
  ];
  for (const [what, change] of shapes) {
    it(`then ${what} is refused`, () => {
      const changed = change(vihf);
      expect(changed).not.to.equal(vihf);
      const verdict = verifyEnvelopedSignature(parseXml(changed), { accept: () => undefined });
      expect(told(verdict)[0]).to.match(/^AssertionSignature /);
    });
  }
});

describe('given assertions of others', () => {
  const firstAssertion = (text: string) =>
    [...descendants(parseXml(text))].find(({ local }) => local === 'Assertion');
  const verdictOn = (text: string) =>
    verifyEnvelopedSignature(firstAssertion(text)!, { accept: () => undefined, sha1: true });

  it('then that of the official sample, whose bytes are no UTF-8, does not verify once they are mended', function () {
    const sample = sharedText(this, 'dmp-samples/VIHF_DIRECTE_signe.xml');
    expect(told(verdictOn(sample))[0]).to.match(/^AssertionSignature .*\(DigestValue\)$/);
  });

  it('then the unsigned ones of the official samples are unsigned', function () {
    for (const file of [
      'dmp-samples/VIHF_DIRECTE_non_signe.xml',
      'identity/psc/vihf-indirecte-genere-depuis-psc.xml',
    ]) {
      expect(told(verdictOn(sharedText(this, file))), file).to.deep.equal([
        "AssertionUnsigned Le jeton SAML n'est pas signé.",
      ]);
    }
  });

  for (const file of [
    'xml-crypto/saml_multiple_signed_info_nodes.xml',
    'xml-crypto/saml_wrapped_signed_info_node.xml',
    'xml-crypto/valid_saml_with_digest_comment.xml',
    'xml-crypto/valid_saml_signature_wrapping.xml',
    'node-saml/invalid/response.root-signed.assertion-invalidly-signed.xml',
    'node-saml/invalid/response.root-unsigned.assertion-signed-transforms.xml',
    'node-saml/invalid/response.root-unsigned.assertion-unsigned.xml',
    'node-saml/invalid/response.root-signed.assertion-unsigned.xml',
  ]) {
    it(`then ${file} is refused`, function () {
      expect(told(verdictOn(sharedText(this, `attacks/${file}`)))[0]).to.match(
        /^Assertion(Signature|Unsigned) /,
      );
    });
  }

  it('then those whose signature holds are taken by the check of signatures alone', function () {
    for (const file of [
      'node-saml/valid/response.root-unsigned.assertion-signed.xml',
      'xml-crypto/invalid_saml_no_signed_info.xml',
      'xml-crypto/valid_saml_withcomments.xml',
    ]) {
      expect(told(verdictOn(sharedText(this, `attacks/${file}`))), file).to.deep.equal([]);
    }
  });
});
