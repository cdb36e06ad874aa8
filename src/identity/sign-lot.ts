import { createHash, type KeyObject, randomUUID, sign } from 'node:crypto';
import { canonicalDigest } from '../xml/canonical-digest.ts';
import { INCLUSIVE_C14N_WITH_COMMENTS, inclusiveCanonical } from '../xml/inclusive-canonical.ts';
import { parseXml } from '../xml/parse.ts';
import { descendants } from '../xml/tree.ts';
import { type Markup, storedMarkup, xml } from '../xml/write.ts';
import { readCertificate } from './certificate.ts';
import { formatName } from './distinguished-name.ts';
import { MANIFEST_ID, MANIFEST_TYPE } from './lot/lot-shape.ts';
import { pemCertificates } from './pem.ts';
import { DSIG, RSA_SHA256, SHA256 } from './signature-algorithms.ts';

const XADES = 'http://uri.etsi.org/01903/v1.1.1#';
const PROPERTIES_ID = 'S0-SignedProperties';
/** Purpose of signature "Source" (ASTM E1762). */
const SOURCE = '1.2.840.10065.1.12.1.14';
/** The digest of a SubmissionSet, which has no bytes (IHE DSG). */
const PLACEHOLDER = 'AA==';

export interface LotToSign {
  /** The signature key of a card or of a structure: RSA. */
  readonly key: KeyObject;
  /** PEM of its certificate and of the authorities above it. */
  readonly chain: string;
  readonly submissionSetUniqueId: string;
  readonly documents: readonly {
    readonly uniqueId: string;
    /** XML is digested in its canonical form, anything else as it is. */
    readonly xml: boolean;
    open(): AsyncIterable<Uint8Array>;
  }[];
  readonly at: Date;
}

type Document = LotToSign['documents'][number];

async function digestOf(document: Document): Promise<string> {
  if (document.xml) {
    const digest = await canonicalDigest(document.open(), { hash: 'sha256', comments: true });
    return digest.toString('base64');
  }
  const hash = createHash('sha256');
  for await (const bytes of document.open()) hash.update(bytes);
  return hash.digest('base64');
}

async function manifestReference(document: Document): Promise<Markup> {
  const transforms = document.xml
    ? xml`<Transforms><Transform Algorithm="${INCLUSIVE_C14N_WITH_COMMENTS}"/></Transforms>`
    : undefined;
  return xml`<Reference URI="urn:oid:${document.uniqueId}">${transforms}<DigestMethod Algorithm="${SHA256}"/><DigestValue>${await digestOf(document)}</DigestValue></Reference>`;
}

function certificateEntry(base64: string): Markup {
  const der = Buffer.from(base64, 'base64');
  const certificate = readCertificate(der);
  if (certificate === undefined) throw new TypeError('the chain holds what is no certificate');
  const digest = createHash('sha256').update(der).digest('base64');
  const serial = BigInt(`0x${certificate.x509.serialNumber}`).toString();
  return xml`<Cert><CertDigest><DigestMethod xmlns="${XADES}" Algorithm="${SHA256}"/><DigestValue>${digest}</DigestValue></CertDigest><IssuerSerial><X509IssuerName xmlns="${DSIG}">${formatName(certificate.issuer)}</X509IssuerName><X509SerialNumber xmlns="${DSIG}">${serial}</X509SerialNumber></IssuerSerial></Cert>`;
}

function digestIn(document: string, id: string): string {
  for (const node of descendants(parseXml(document))) {
    if (node.attributes.some(({ name, value }) => name === 'Id' && value === id)) {
      return createHash('sha256').update(inclusiveCanonical(node), 'utf8').digest('base64');
    }
  }
  throw new Error(`no element ${id}`);
}

/**
 * Signs a lot as the DMP wants it (facts: DMP 2.6), with SHA-256: a Manifest with the SubmissionSet and every document,
 * XAdES properties, purpose "Source".
 * @returns the signature document.
 * @throws TypeError when the chain is not PEM certificates, and whatever reading a document throws.
 */
export async function signLot(lot: LotToSign): Promise<string> {
  const id = `_${randomUUID()}`;
  const chain = pemCertificates(lot.chain);
  const references: Markup[] = [];
  for (const document of lot.documents) references.push(await manifestReference(document));
  const objects = xml`<Object><Manifest Id="${MANIFEST_ID}"><Reference URI="urn:oid:${lot.submissionSetUniqueId}"><DigestMethod Algorithm="${SHA256}"/><DigestValue>${PLACEHOLDER}</DigestValue></Reference>${references}</Manifest></Object><Object><SignatureProperties><SignatureProperty Id="purposeOfSignature" Target="#${id}">${SOURCE}</SignatureProperty></SignatureProperties></Object><Object><QualifyingProperties xmlns="${XADES}" Target="#${id}"><SignedProperties Id="${PROPERTIES_ID}"><SignedSignatureProperties><SigningTime>${lot.at.toISOString()}</SigningTime><SigningCertificate>${chain.map(certificateEntry)}</SigningCertificate><SignaturePolicyIdentifier><SignaturePolicyImplied/></SignaturePolicyIdentifier></SignedSignatureProperties></SignedProperties></QualifyingProperties></Object>`;
  const open = xml`<Signature xmlns="${DSIG}" Id="${id}">`.text;
  const whole = (inside: string) => storedMarkup(`${open}${inside}</Signature>`).text;
  const bare = whole(objects.text);
  const reference = (target: string, type: string) =>
    xml`<Reference Type="${type}" URI="#${target}"><DigestMethod Algorithm="${SHA256}"/><DigestValue>${digestIn(bare, target)}</DigestValue></Reference>`;
  const signedInfo = xml`<SignedInfo><CanonicalizationMethod Algorithm="${INCLUSIVE_C14N_WITH_COMMENTS}"/><SignatureMethod Algorithm="${RSA_SHA256}"/>${reference(MANIFEST_ID, MANIFEST_TYPE)}${reference(PROPERTIES_ID, `${XADES}SignedProperties`)}</SignedInfo>`;
  const [info] = parseXml(whole(signedInfo.text)).children;
  if (info === undefined || typeof info === 'string' || 'mark' in info) throw new Error('no SignedInfo');
  const value = sign('sha256', Buffer.from(inclusiveCanonical(info), 'utf8'), lot.key).toString('base64');
  const certificates = chain.slice(0, 1).map((base64) => xml`<X509Certificate>${base64}</X509Certificate>`);
  return whole(
    xml`${signedInfo}<SignatureValue>${value}</SignatureValue><KeyInfo><X509Data>${certificates}</X509Data></KeyInfo>${objects}`
      .text,
  );
}
