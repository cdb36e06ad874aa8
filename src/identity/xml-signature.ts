import { createHash, timingSafeEqual, verify } from 'node:crypto';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { EXCLUSIVE_C14N, exclusiveCanonical } from '../xml/exclusive-canonical.ts';
import { XmlError } from '../xml/parse.ts';
import { attribute, descendants, elements, isElement, text, type XmlElement } from '../xml/tree.ts';
import { decodeBase64 } from './base64.ts';
import type { Certificate } from './certificate.ts';
import { certificateOfKeyInfo } from './key-info.ts';
import { rsaKeyOf } from './rsa-key.ts';
import { DSIG, digestHash, ENVELOPED_SIGNATURE, signatureHash } from './signature-algorithms.ts';

export interface EnvelopedSignatureOptions {
  /** Whether the certificate named by KeyInfo may sign; asked before anything is computed with its key. */
  readonly accept: (certificate: Certificate) => Refusal | undefined;
  /** Accepts rsa-sha1 and sha1. Off unless said. */
  readonly sha1?: boolean;
}

/** What was signed, and by whom. */
export interface SignedContent {
  /** The canonical form of the element without its signature. Claims are read from a new parse of it, never from the message. */
  readonly canonical: string;
  readonly certificate: Certificate;
}

interface Shape {
  readonly signature: XmlElement;
  readonly signedInfo: XmlElement;
  readonly hash: string;
  readonly digest: string;
  readonly digestValue: Buffer;
  readonly signatureValue: Buffer;
  readonly signedInfoPrefixes: readonly string[];
  readonly contentPrefixes: readonly string[];
  readonly certificate: Certificate;
}

/**
 * Checks the one enveloped signature of an element (XML-DSig, the shape of the VIHF; facts: DMP 3): one Signature child,
 * one SignedInfo, one Reference to the element's own ID, transforms enveloped-signature then exclusive canonical form,
 * algorithms of a fixed list, an ID that stands once in the whole message, no comment or processing instruction.
 * @returns the signed content, or AssertionUnsigned, AssertionSignature, or what `accept` refuses.
 */
export function verifyEnvelopedSignature(
  root: XmlElement,
  options: EnvelopedSignatureOptions,
): SignedContent | Refusal {
  const shape = readShape(root, options.sha1 ?? false);
  if (isRefusal(shape)) return shape;
  const refused = options.accept(shape.certificate);
  if (refused !== undefined) return refused;
  let canonical: string;
  let signedInfo: string;
  try {
    canonical = exclusiveCanonical(root, {
      inclusivePrefixes: shape.contentPrefixes,
      without: shape.signature,
    });
    signedInfo = exclusiveCanonical(shape.signedInfo, { inclusivePrefixes: shape.signedInfoPrefixes });
  } catch (error) {
    if (error instanceof XmlError) return bad(error.message);
    throw error;
  }
  const digest = createHash(shape.digest).update(canonical, 'utf8').digest();
  if (digest.length !== shape.digestValue.length || !timingSafeEqual(digest, shape.digestValue)) {
    return bad('DigestValue differs', 'DigestValue');
  }
  const publicKey = rsaKeyOf(shape.certificate);
  if (publicKey === undefined) return bad('the key is not RSA');
  if (!verify(shape.hash, Buffer.from(signedInfo, 'utf8'), publicKey, shape.signatureValue)) {
    return bad('SignatureValue differs', 'SignatureValue');
  }
  return { canonical, certificate: shape.certificate };
}

function bad(detail: string, about?: string): Refusal {
  return refuse('AssertionSignature', detail, about === undefined ? {} : { about });
}

/** The child elements of exactly these names, in this order and nothing else; undefined otherwise. */
function exactly(parent: XmlElement | undefined, ...locals: readonly string[]): XmlElement[] | undefined {
  if (parent === undefined) return undefined;
  const found = elements(parent);
  const fits =
    found.length === locals.length &&
    found.every((child, at) => child.local === locals[at] && child.namespace === DSIG);
  return fits ? found : undefined;
}

function readShape(root: XmlElement, sha1: boolean): Shape | Refusal {
  const signatures = [...descendants(root)].filter(
    (node) => node.local === 'Signature' && node.namespace === DSIG,
  );
  const [signature] = signatures;
  if (signature === undefined) return refuse('AssertionUnsigned', 'no Signature');
  if (signatures.length > 1 || signature.parent !== root) return bad('not one Signature child');
  const mark = firstMark(root);
  if (mark !== undefined) return bad(`${mark} inside the signed element`, mark);
  const id = attribute(root, 'ID');
  if (id === undefined || id === '') return bad('no ID', 'ID');
  if (!hasUniqueId(root)) return bad('the ID stands more than once', 'ID');

  const [signedInfo, signatureValue, keyInfo] =
    exactly(signature, 'SignedInfo', 'SignatureValue', 'KeyInfo') ?? [];
  const [method, signing, reference] =
    exactly(signedInfo, 'CanonicalizationMethod', 'SignatureMethod', 'Reference') ?? [];
  const [transforms, digestMethod, digestValue] =
    exactly(reference, 'Transforms', 'DigestMethod', 'DigestValue') ?? [];
  const [enveloped, canonicalization] = exactly(transforms, 'Transform', 'Transform') ?? [];
  if (signedInfo === undefined || reference === undefined || canonicalization === undefined) {
    return bad('not the shape of a VIHF signature');
  }
  if (attribute(reference, 'URI') !== `#${id}`) return bad('Reference to something else', 'Reference');
  if (attribute(enveloped, 'Algorithm') !== ENVELOPED_SIGNATURE || elements(enveloped!).length > 0) {
    return bad('first transform', 'Transform');
  }
  const contentPrefixes = exclusivePrefixes(canonicalization);
  const signedInfoPrefixes = exclusivePrefixes(method);
  if (contentPrefixes === undefined || signedInfoPrefixes === undefined) {
    return bad('not exclusive canonicalization', 'CanonicalizationMethod');
  }
  const hash = plain(signing) ? signatureHash(attribute(signing, 'Algorithm'), sha1) : undefined;
  const digest = plain(digestMethod) ? digestHash(attribute(digestMethod, 'Algorithm'), sha1) : undefined;
  if (hash === undefined) return bad(`algorithm ${attribute(signing, 'Algorithm')}`, 'SignatureMethod');
  if (digest === undefined) return bad(`algorithm ${attribute(digestMethod, 'Algorithm')}`, 'DigestMethod');
  const value = plain(signatureValue) ? decodeBase64(text(signatureValue)) : undefined;
  const expected = plain(digestValue) ? decodeBase64(text(digestValue)) : undefined;
  if (value === undefined || expected === undefined) return bad('not base64', 'SignatureValue');
  const certificate = certificateOfKeyInfo(keyInfo);
  if (certificate === undefined) return bad('no X509Certificate that can be read', 'X509Certificate');
  return {
    signature,
    signedInfo,
    hash,
    digest,
    digestValue: expected,
    signatureValue: value,
    signedInfoPrefixes,
    contentPrefixes,
    certificate,
  };
}

function plain(node: XmlElement | undefined): node is XmlElement {
  return node !== undefined && elements(node).length === 0;
}

/** PrefixList of exclusive canonicalization; undefined for another algorithm or another parameter. */
function exclusivePrefixes(method: XmlElement | undefined): readonly string[] | undefined {
  if (method === undefined || attribute(method, 'Algorithm') !== EXCLUSIVE_C14N) return undefined;
  const [parameter, ...more] = elements(method);
  if (parameter === undefined) return [];
  const known = parameter.local === 'InclusiveNamespaces' && parameter.namespace === EXCLUSIVE_C14N;
  if (!known || more.length > 0) return undefined;
  return (attribute(parameter, 'PrefixList') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
}

function firstMark(root: XmlElement): string | undefined {
  for (const node of descendants(root)) {
    for (const child of node.children) {
      if (typeof child !== 'string' && !isElement(child)) return child.mark;
    }
  }
  return undefined;
}

function topOf(node: XmlElement): XmlElement {
  let top = node;
  while (top.parent !== undefined) top = top.parent;
  return top;
}

/**
 * Whether the ID of an element names nothing else in its document, under any name that some processor takes for an ID:
 * `ID`, `Id`, `id`, `xml:id`, `wsu:Id`.
 */
export function hasUniqueId(root: XmlElement): boolean {
  const id = attribute(root, 'ID');
  let count = 0;
  for (const node of descendants(topOf(root))) {
    for (const { local, value } of node.attributes) {
      if (value === id && local.toLowerCase() === 'id') count++;
    }
  }
  return count === 1;
}
