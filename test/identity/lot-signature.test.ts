import { type KeyObject, sign } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { isRefusal, publicText } from '../../src/errors.ts';
import { verifyLotSignature } from '../../src/identity/lot-signature.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { signLot } from '../../src/identity/sign-lot.ts';
import { inclusiveCanonical } from '../../src/xml/inclusive-canonical.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants } from '../../src/xml/tree.ts';
import { sandboxPki } from '../support/pki.ts';
import { resigned } from '../support/resigned-lot.ts';
import { sharedText } from '../support/shared-data.ts';
import { withSpoiltKey } from '../support/spoilt-key.ts';

const CDA =
  '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- note --><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Vaccin é &amp; co</title></ClinicalDocument>';
const SET = '1.2.250.1.213.999.1';
const NOTE = '1.2.250.1.213.999.2';
const SCAN = '1.2.250.1.213.999.3^scan';
const INVALID = "Le contenu transmis n'est pas valide.";

interface Document {
  readonly uniqueId: string;
  readonly xml: boolean;
  readonly text: string;
}

const note: Document = { uniqueId: NOTE, xml: true, text: CDA };
const scan: Document = { uniqueId: SCAN, xml: false, text: '%PDF-1.7 \u0000 é' };

const opened = ({ uniqueId, xml, text }: Document) => ({
  uniqueId,
  xml,
  open: () => Readable.from([Buffer.from(text)]),
});

describe('given the signature of a lot', () => {
  let pki: SandboxPki;

  before(async () => {
    pki = await sandboxPki();
  });

  const signed = (as = 'pharmacien', documents: readonly Document[] = [note, scan], key?: KeyObject) =>
    signLot({
      key: key ?? pki.signingKey(as),
      chain: pki.credentials(as, 'sign').certificate,
      submissionSetUniqueId: SET,
      documents: documents.map(opened),
      at: new Date(),
    });
  const verify = (
    signature: string | Buffer,
    more: { documents?: readonly Document[]; set?: string; at?: Date; sha1?: boolean } = {},
  ) =>
    verifyLotSignature({
      signature: Buffer.from(signature as string),
      submissionSetUniqueId: more.set ?? SET,
      documents: (more.documents ?? [note, scan]).map(opened),
      at: more.at ?? new Date(),
      trust: pki.trust,
      ...(more.sha1 === undefined ? {} : { sha1: more.sha1 }),
    });
  const faults = async (...given: Parameters<typeof verify>) => {
    const verdict = await verify(...given);
    return isRefusal(verdict) ? verdict.refused.map((fault) => `${fault.code} ${publicText(fault)}`) : [];
  };
  const invalid = (...about: string[]) => about.map((each) => `InvalidDocumentContent ${INVALID} (${each})`);

  it('then a lot signed with SHA-256 is of the person or the structure that signed', async () => {
    expect(await verify(await signed())).to.deep.equal({
      signer: { kind: 'person', id: '810000000037', name: 'CARON Inès' },
    });
    expect(await verify(await signed('esat'))).to.deep.equal({
      signer: { kind: 'structure', id: '1140000019', name: 'ESAT LES POMMIERS' },
    });
    expect(await signed())
      .to.include('xmldsig-more#rsa-sha256')
      .and.not.include('sha1');
  });

  it('then rsa-sha1 is taken, unless it is said that it is not', async () => {
    const old = resigned(await signed(), 'sha1', pki.signingKey('pharmacien'));
    expect(await faults(old)).to.deep.equal([]);
    expect(await faults(old, { sha1: false })).to.include.members(invalid('SignatureMethod'));
  });

  it('then a document in XML may differ in what its canonical form leaves out', async () => {
    const respelled = CDA.replace('<?xml version="1.0" encoding="UTF-8"?>\r\n', '').replace(
      '<title>',
      '<title  >',
    );
    expect(await faults(await signed(), { documents: [{ ...note, text: respelled }, scan] })).to.deep.equal(
      [],
    );
  });

  it('then a document that differs is named, in XML and as bytes', async () => {
    const other = { ...note, text: CDA.replace('note', 'Note') };
    const bytes = { ...scan, text: `${scan.text} ` };
    expect(await faults(await signed(), { documents: [other, bytes] })).to.deep.equal(
      invalid(`DigestValue ${NOTE}`, `DigestValue ${SCAN}`),
    );
  });

  it('then a document that is not in the Manifest, and a reference to nothing, are named', async () => {
    expect(await faults(await signed('pharmacien', [note]))).to.deep.equal(invalid(`Manifest ${SCAN}`));
    expect(await faults(await signed(), { documents: [note] })).to.deep.equal(
      invalid(`Reference urn:oid:${SCAN}`),
    );
  });

  it('then a document named twice is told', async () => {
    expect(await faults(await signed('pharmacien', [note, scan, note]))).to.deep.equal(
      invalid(`Reference urn:oid:${NOTE}`),
    );
  });

  it('then a certificate whose key cannot be read is a fault, and no exception', async () => {
    const bare = (text: string) => text.replaceAll(/\s/g, '');
    const spoilt = (await signed()).replaceAll(
      /(<(?:\w+:)?X509Certificate>)([^<]*)(<)/g,
      (_, open: string, body: string, close: string) => `${open}${withSpoiltKey(bare(body))}${close}`,
    );
    const told = await faults(spoilt);
    expect(told).to.include.members(invalid('SignatureValue'));
  });

  it('then another SubmissionSet is told', async () => {
    expect(await faults(await signed(), { set: '1.2.3' })).to.deep.equal(
      invalid('SubmissionSet 1.2.3', `Reference urn:oid:${SET}`),
    );
  });

  it('then a document in XML that cannot be read is told', async () => {
    const broken = { ...note, text: '<!DOCTYPE a><a/>' };
    expect(await faults(await signed(), { documents: [broken, scan] })).to.deep.equal(
      invalid(`Transform ${NOTE}`),
    );
  });

  it('then a changed Manifest, property or value is told', async () => {
    const whole = await signed();
    expect(
      await faults(
        whole.replace(`<Reference URI="urn:oid:${NOTE}"`, `<Reference  URI="urn:oid:${NOTE}" Id="x"`),
      ),
    ).to.deep.equal(invalid('DigestValue #IHEManifest'));
    expect(await faults(whole.replace(/<SigningTime>2/, '<SigningTime>1'))).to.deep.equal(
      invalid('DigestValue #S0-SignedProperties'),
    );
    expect(await faults(whole.replace(/<SignatureValue>./, '<SignatureValue>/'))).to.deep.equal(
      invalid('SignatureValue'),
    );
  });

  it('then a signature by another key than its certificate is told', async () => {
    expect(await faults(await signed('pharmacien', [note, scan], pki.signingKey('medecin')))).to.deep.equal(
      invalid('SignatureValue'),
    );
  });

  it('then an authentication certificate is refused for its usage', async () => {
    const whole = await signLot({
      key: pki.signingKey('esat'),
      chain: pki.credentials('esat', 'auth').certificate,
      submissionSetUniqueId: SET,
      documents: [note, scan].map(opened),
      at: new Date(),
    });
    expect(await faults(whole)).to.deep.equal(invalid('SignatureValue', 'X509Certificate keyUsage'));
  });

  it('then a certificate that has ended is told with its end', async () => {
    const at = new Date(Date.now() + 4 * 365 * 24 * 3_600_000);
    const [fault, ...more] = await faults(await signed(), { at });
    expect(more).to.deep.equal([]);
    expect(fault).to.match(/\(X509Certificate notAfter 20[0-9T:.-]+Z\)$/);
  });

  it('then SignedInfo that leaves out the Manifest or the properties is told', async () => {
    const key = pki.signingKey('pharmacien');
    const whole = await signed();
    const reference = (target: string) =>
      new RegExp(`<Reference Type="[^"]*" URI="#${target}">.*?</Reference>`);
    for (const [target, about] of [
      ['IHEManifest', 'Reference #IHEManifest'],
      ['S0-SignedProperties', 'SignedProperties'],
    ] as const) {
      const info = whole.replace(reference(target), '');
      const canonical = [...descendants(parseXml(info))].find(({ local }) => local === 'SignedInfo')!;
      const value = sign('sha256', Buffer.from(inclusiveCanonical(canonical)), key).toString('base64');
      expect(await faults(info.replace(/(<SignatureValue>)[^<]*/, `$1${value}`)), target).to.deep.equal(
        invalid(about),
      );
    }
  });

  it('then a second element under a signed Id is told', async () => {
    const twice = (await signed()).replace('</Signature>', '<Object Id="IHEManifest"/></Signature>');
    expect(await faults(twice)).to.include.members(invalid('Reference #IHEManifest'));
  });

  it('then a SigningCertificate that is another is told', async () => {
    const whole = resigned(await signed(), 'sha256', pki.signingKey('pharmacien'), (text) =>
      text.replace(/(<CertDigest>.*?<DigestValue>)[^<]*/, `$1${Buffer.alloc(32).toString('base64')}`),
    );
    expect(await faults(whole)).to.deep.equal(invalid('SigningCertificate'));
  });

  it('then transforms and algorithms that are not known are told', async () => {
    const key = pki.signingKey('pharmacien');
    const whole = await signed();
    const xslt = resigned(whole, 'sha256', key, (text) =>
      text.replace(/(<Transform Algorithm=")[^"]*/, '$1http://www.w3.org/TR/1999/REC-xslt-19991116'),
    );
    expect(await faults(xslt)).to.deep.equal(invalid(`Transform ${NOTE}`));
    const md5 = resigned(whole, 'sha256', key, (text) =>
      text.replace(
        new RegExp(`(URI="urn:oid:${NOTE}">.*?<DigestMethod Algorithm=")[^"]*`),
        '$1http://www.w3.org/2001/04/xmldsig-more#md5',
      ),
    );
    expect(await faults(md5)).to.deep.equal(invalid(`DigestMethod ${NOTE}`));
  });

  it('then what is no signature of a lot is refused as a whole', async () => {
    const whole = await signed();
    for (const [text, about] of [
      ['', 'Signature'],
      ['<a/>', 'Signature'],
      ['<!DOCTYPE a><a/>', 'Signature'],
      [`<a>${whole}</a>`, 'Signature'],
      [whole.replace('<SigningTime>', '<!-- x --><SigningTime>'), 'comment'],
      [whole.replaceAll('SignedInfo', 'OtherInfo'), 'SignedInfo'],
      [whole.replace('"IHEManifest"', '"Other"'), 'Manifest'],
      [
        whole.replace('</Signature>', '<Object><Manifest Id="IHEManifest"/></Object></Signature>'),
        'Manifest',
      ],
    ] as const) {
      expect(await faults(text), about).to.deep.equal(invalid(about));
    }
    expect(await faults(Buffer.from('<a>\xe9</a>', 'latin1') as never)).to.deep.equal(invalid('Signature'));
  });

  it('then that of the official sample has each of its faults told, and its signature holds', async function () {
    const sample = sharedText(this, 'dmp-samples/TD2.1-signature-xades.xml');
    const document = sharedText(this, 'dmp-samples/TD2.1-document.xml');
    const uniqueId = '1.2.250.1.999.1.1.7898.4.9956570902';
    const told = await faults(sample, {
      set: '1.2.250.1.999.1.1.7898.3.9956570900',
      documents: [{ uniqueId, xml: true, text: document }],
    });
    expect(told).to.deep.equal(
      invalid(
        'X509Certificate issuer CN=TEST AC IGC-SANTE ELEMENTAIRE PERSONNES,OU=IGC-SANTE TEST,OU=0002 187512751,O=ASIP-SANTE,C=FR',
        'X509Certificate notAfter 2022-02-28T10:13:52.000Z',
        `DigestValue ${uniqueId}`,
      ),
    );
  });
});
