import { createHash, type KeyObject, sign } from 'node:crypto';
import { EXCLUSIVE_C14N, exclusiveCanonical } from '../../xml/exclusive-canonical.ts';
import { parseXml } from '../../xml/parse.ts';
import { attribute } from '../../xml/tree.ts';
import { type Markup, xml } from '../../xml/write.ts';
import { DSIG, ENVELOPED_SIGNATURE, RSA_SHA256, SHA256 } from '../signature-algorithms.ts';

export interface EnvelopedSigner {
  readonly key: KeyObject;
  /** Base64 of the DER of the signing certificate. */
  readonly certificate: string;
}

/**
 * Signs an element that carries its ID in an `ID` attribute, as a VIHF is signed: exclusive canonical form, RSA-SHA256.
 * @param content the element without its signature, as text.
 * @returns the ds:Signature to put into it.
 */
export function envelopedSignature(content: string, signer: EnvelopedSigner): Markup {
  const root = parseXml(content);
  const digest = createHash('sha256').update(exclusiveCanonical(root), 'utf8').digest('base64');
  const signedInfo = xml`<ds:SignedInfo xmlns:ds="${DSIG}"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"/><ds:SignatureMethod Algorithm="${RSA_SHA256}"/><ds:Reference URI="#${attribute(root, 'ID')}"><ds:Transforms><ds:Transform Algorithm="${ENVELOPED_SIGNATURE}"/><ds:Transform Algorithm="${EXCLUSIVE_C14N}"/></ds:Transforms><ds:DigestMethod Algorithm="${SHA256}"/><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const canonical = exclusiveCanonical(parseXml(signedInfo.text));
  const value = sign('sha256', Buffer.from(canonical, 'utf8'), signer.key).toString('base64');
  return xml`<ds:Signature xmlns:ds="${DSIG}">${signedInfo}<ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${signer.certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`;
}
