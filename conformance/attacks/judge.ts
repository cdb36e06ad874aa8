import { isDeepStrictEqual } from 'node:util';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import type { Identity, TlsIdentity } from '../../src/identity/identity.ts';
import { verifyEnvelopedSignature } from '../../src/identity/xml-signature.ts';
import type { Subject } from '../../src/model/subject.ts';
import { exclusiveCanonical } from '../../src/xml/exclusive-canonical.ts';
import { parseXml, XmlError } from '../../src/xml/parse.ts';
import { element, type XmlElement } from '../../src/xml/tree.ts';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** What became of an assertion in the security header of a message. */
export interface Judgement {
  /** Who it lets act; undefined when it was refused. */
  readonly subject: Subject | undefined;
  /** Why it was refused: a code and the detail of the log. */
  readonly why: string;
  /** Whether its signature holds by itself, whoever made it. */
  readonly signature: boolean;
  /** Canonical form of the whole and of what was signed; undefined when there is none. */
  readonly whole: string | undefined;
  readonly content: string | undefined;
}

/** Shows the text of an assertion to the server's own judgement. */
export function judge(assertion: string, identity: Identity, peer: TlsIdentity, at: Date): Judgement {
  const nothing = { subject: undefined, signature: false, whole: undefined, content: undefined };
  let shown: XmlElement | undefined;
  try {
    const envelope = `<s:Envelope xmlns:s="${SOAP}"><s:Header><w:Security xmlns:w="${WSSE}">${assertion}</w:Security></s:Header><s:Body/></s:Envelope>`;
    shown = element(element(element(parseXml(envelope), 'Header'), 'Security'), 'Assertion');
  } catch (error) {
    if (error instanceof XmlError) return { ...nothing, why: `${error.kind}` };
    throw error;
  }
  if (shown === undefined) return { ...nothing, why: 'no Assertion' };
  const subject = identity.fromAssertion(shown, peer, at);
  const signature = verifyEnvelopedSignature(shown, { accept: () => undefined });
  return {
    subject: isRefusal(subject) ? undefined : subject,
    why: isRefusal(subject) ? reasonOf(subject) : 'accepted',
    signature: !isRefusal(signature),
    whole: canonical(shown),
    content: canonical(shown, element(shown, 'Signature', DSIG)),
  };
}

function reasonOf({ refused: [fault] }: Refusal): string {
  return `${fault.code}: ${fault.detail.replace(/[0-9a-f]{8,}.*$/i, '')}`;
}

function canonical(node: XmlElement, without?: XmlElement): string | undefined {
  try {
    return exclusiveCanonical(node, without === undefined ? {} : { without });
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/**
 * What is wrong with a judgement, beside that of the assertion as it was made. What reads the same (one canonical form, its
 * signature included) must be taken; what is taken must say the same and let the same person act.
 */
export function faultOf(mutant: Judgement, original: Judgement): string | undefined {
  if (mutant.subject === undefined) {
    const same = mutant.whole !== undefined && mutant.whole === original.whole;
    return same ? 'refused, though it reads the same' : undefined;
  }
  if (mutant.content !== original.content) return 'accepted, though what was signed reads differently';
  return isDeepStrictEqual(mutant.subject, original.subject) ? undefined : 'accepted for somebody else';
}
