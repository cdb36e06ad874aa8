import { createHash, verify } from 'node:crypto';
import type { Fault } from '../../errors.ts';
import { XmlError } from '../../xml/parse.ts';
import { attribute, descendants, element, elements, text } from '../../xml/tree.ts';
import { decodeBase64 } from '../base64.ts';
import type { Trust } from '../certificate-path.ts';
import { rsaKeyOf } from '../rsa-key.ts';
import { DSIG, digestHash, signatureHash } from '../signature-algorithms.ts';
import { isForSignature } from '../usage.ts';
import { canonicalForm } from './canonical-forms.ts';
import { type LotReference, type LotShape, MANIFEST_ID } from './lot-shape.ts';

function fault(detail: string, about: string): Fault {
  return { code: 'InvalidDocumentContent', detail, about };
}

/** One reference of SignedInfo: to an element of the signature document itself, its digest right. */
function checkReference(shape: LotShape, reference: LotReference, sha1: boolean): Fault | undefined {
  const { uri, transforms } = reference;
  const target = uri.startsWith('#') ? shape.byId(uri.slice(1)) : undefined;
  if (target === undefined) return fault('reference to nothing or to several', `Reference ${uri}`);
  const hash = digestHash(reference.digestMethod, sha1);
  if (hash === undefined) return fault(`digest ${reference.digestMethod}`, `DigestMethod ${uri}`);
  const [transform, ...more] = transforms;
  const form = canonicalForm(transform ?? 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315');
  if (form === undefined || more.length > 0) return fault(`transform ${transform}`, `Transform ${uri}`);
  const digest = createHash(hash).update(form(target), 'utf8').digest();
  return reference.digestValue !== undefined && digest.equals(reference.digestValue)
    ? undefined
    : fault(`digest of ${uri} is ${digest.toString('base64')}`, `DigestValue ${uri}`);
}

/** What SignedInfo must cover: the Manifest, and the properties that XAdES signs. */
function checkCoverage(shape: LotShape): Fault[] {
  const targets = shape.references.map(({ uri }) => shape.byId(uri.slice(1)));
  const faults: Fault[] = [];
  if (!targets.some((target) => target?.local === 'Manifest' && target.namespace === DSIG)) {
    faults.push(fault('SignedInfo does not cover the Manifest', `Reference #${MANIFEST_ID}`));
  }
  const properties = element(shape.qualifying, 'SignedProperties');
  if (properties === undefined || !targets.includes(properties)) {
    faults.push(fault('SignedInfo does not cover SignedProperties', 'SignedProperties'));
  }
  return faults;
}

/** SigningCertificate (XAdES): where it stands, its first digest is of the certificate that signed. */
function checkSigningCertificate(shape: LotShape, sha1: boolean): Fault | undefined {
  const { qualifying, certificate } = shape;
  if (qualifying === undefined || certificate === undefined) return undefined;
  const holder = [...descendants(qualifying)].find(({ local }) => local === 'CertDigest');
  if (holder === undefined) return undefined;
  const [method, value] = elements(holder);
  const hash = digestHash(attribute(method, 'Algorithm'), sha1);
  const expected = value === undefined ? undefined : decodeBase64(text(value));
  const digest = hash === undefined ? undefined : createHash(hash).update(certificate.x509.raw).digest();
  return digest !== undefined && expected?.equals(digest) === true
    ? undefined
    : fault('SigningCertificate is another certificate', 'SigningCertificate');
}

function checkValue(shape: LotShape, sha1: boolean): Fault | undefined {
  const form = canonicalForm(shape.canonicalization);
  if (form === undefined)
    return fault(`canonicalization ${shape.canonicalization}`, 'CanonicalizationMethod');
  const hash = signatureHash(shape.signatureMethod, sha1);
  if (hash === undefined) return fault(`algorithm ${shape.signatureMethod}`, 'SignatureMethod');
  const key = shape.certificate === undefined ? undefined : rsaKeyOf(shape.certificate);
  const right =
    key !== undefined &&
    shape.signatureValue !== undefined &&
    verify(hash, Buffer.from(form(shape.signedInfo), 'utf8'), key, shape.signatureValue);
  return right ? undefined : fault('SignatureValue differs', 'SignatureValue');
}

/**
 * The certificate: known, valid at that instant, not revoked, made for signing, of a card or a structure. The instant is the
 * server's own: the SigningTime of a lot is what its signer says, and whoever took a card would say an earlier one.
 */
export function checkCertificate({ certificate }: LotShape, trust: Trust, at: Date): Fault[] {
  if (certificate === undefined) return [fault('no certificate that can be read', 'X509Certificate')];
  const faults: Fault[] = [];
  const path = trust.check(certificate, at);
  const issuer = certificate.x509.issuer.split('\n').reverse().join(',');
  if (path?.fault === 'unknown') faults.push(fault(path.detail, `X509Certificate issuer ${issuer}`));
  if (at > certificate.notAfter || at < certificate.notBefore || path?.fault === 'expired') {
    const until = certificate.notAfter.toISOString();
    faults.push(fault(`${certificate.subjectText} ended ${until}`, `X509Certificate notAfter ${until}`));
  }
  if (path?.fault === 'revoked') faults.push(fault(path.detail, 'X509Certificate revoked'));
  if (path?.fault === 'revocation-unknown') {
    faults.push(fault(path.detail, 'X509Certificate revocation status'));
  }
  if (!isForSignature(certificate) || certificate.holder === undefined) {
    faults.push(fault(`${certificate.subjectText} is not for signature`, 'X509Certificate keyUsage'));
  }
  return faults;
}

/** Every fault of the signature itself, the documents apart. */
export function checkSignature(shape: LotShape, sha1: boolean): Fault[] {
  try {
    return [
      ...checkCoverage(shape),
      ...shape.references.map((reference) => checkReference(shape, reference, sha1)),
      checkValue(shape, sha1),
      checkSigningCertificate(shape, sha1),
    ].filter((found) => found !== undefined);
  } catch (error) {
    if (error instanceof XmlError) return [fault(error.message, 'Signature')];
    throw error;
  }
}
