import { createHash } from 'node:crypto';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { exclusiveCanonical } from '../../xml/exclusive-canonical.ts';
import { XmlError } from '../../xml/parse.ts';
import { descendants, type XmlElement } from '../../xml/tree.ts';
import type { Certificate } from '../certificate.ts';
import { Remembered } from '../remember.ts';
import { hasUniqueId, verifyEnvelopedSignature } from '../xml-signature.ts';

/** An assertion whose signature holds; nothing is said yet of time, holder or rights. */
export interface VerifiedAssertion<Claims> {
  readonly claims: Claims;
  readonly certificate: Certificate;
}

export type AssertionVerifier<Claims> = (
  assertion: XmlElement,
  accept: (certificate: Certificate) => Refusal | undefined,
) => VerifiedAssertion<Claims> | Refusal;

const REMEMBERED = 1000;
/** Characters of an assertion: official ones have about 8,000. What it says goes into the trace. */
const LARGEST = 64 * 1024;

/**
 * Makes the verifier of assertions. Clients send one assertion with several requests of its window, so the verdict on the
 * octets of an assertion, its signature included, is remembered by their SHA-256; the claims stay those that were read
 * from the signed octets. What depends on the message around it and on the instant is asked again each time.
 * @param read reads the claims out of the canonical text that was signed.
 */
export function assertionVerifier<Claims extends object>(
  read: (canonical: string) => Claims | Refusal,
): AssertionVerifier<Claims> {
  const known = new Remembered<VerifiedAssertion<Claims>>(REMEMBERED);
  return (assertion, accept) => {
    if (isLargerThan(assertion, LARGEST)) {
      return refuse('AssertionMalformed', `more than ${LARGEST} characters`, { about: 'Assertion' });
    }
    const canonical = canonicalOf(assertion);
    const key = canonical === undefined ? undefined : keyOf(canonical);
    const found = key === undefined ? undefined : known.get(key);
    if (found !== undefined) {
      if (!hasUniqueId(assertion)) {
        return refuse('AssertionSignature', 'the ID stands more than once', { about: 'ID' });
      }
      return accept(found.certificate) ?? found;
    }
    const signed = verifyEnvelopedSignature(assertion, { accept });
    if (isRefusal(signed)) return signed;
    const claims = read(signed.canonical);
    if (isRefusal(claims)) return claims;
    const verified = { claims, certificate: signed.certificate };
    if (key !== undefined) known.set(key, verified);
    return verified;
  };
}

/** Whether an element has more characters than that, counted before anything is made of it; no more than is needed is counted. */
function isLargerThan(root: XmlElement, most: number): boolean {
  let count = 0;
  for (const node of descendants(root)) {
    // Both tags with their brackets.
    count += 2 * node.name.length + 5;
    for (const [prefix, uri] of node.declarations) count += prefix.length + uri.length + 10;
    for (const { name, value } of node.attributes) count += name.length + value.length + 4;
    for (const child of node.children) if (typeof child === 'string') count += child.length;
    if (count > most) return true;
  }
  return false;
}

function keyOf(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('base64');
}

/** Undefined when no canonical form can be made, which the verification then refuses. */
function canonicalOf(assertion: XmlElement): string | undefined {
  try {
    return exclusiveCanonical(assertion);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
