import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { element, text, type XmlElement } from '../xml/tree.ts';
import type { Envelope } from './envelope.ts';
import { ADDRESSING, SECURITY, SOAP_12 } from './namespaces.ts';

export interface Addressing {
  /** As it came: `urn:uuid:…`, `uuid:…` or any other id, in any case. Undefined when there is none. */
  readonly messageId: string | undefined;
  readonly action: string;
}

const ANONYMOUS = `${ADDRESSING}/anonymous`;
const LONGEST = 512;

/**
 * Reads MessageID and Action (WS-Addressing 1.0). `To` may be anything, empty or absent: real clients leave it so.
 * @param contentTypeAction the `action` parameter of the content type, which stands in for a missing header.
 * @returns MalformedEnvelope for a header that occurs twice or is far too long, ActionMissing, HeaderNotUnderstood
 * for a ReplyTo that asks for the answer elsewhere: nothing that a caller names is ever called.
 */
export function readAddressing(
  envelope: Envelope,
  contentTypeAction: string | undefined,
): Addressing | Refusal {
  const messageId = one(envelope, 'MessageID');
  if (isRefusal(messageId)) return messageId;
  const action = one(envelope, 'Action');
  if (isRefusal(action)) return action;
  const chosen = content(action) ?? contentTypeAction;
  if (chosen === undefined || chosen === '') return refuse('ActionMissing', 'no Action');
  const replyTo = one(envelope, 'ReplyTo');
  if (isRefusal(replyTo)) return replyTo;
  const address = content(element(replyTo, 'Address', ADDRESSING)) ?? ANONYMOUS;
  if (address !== ANONYMOUS) return refuse('HeaderNotUnderstood', `ReplyTo ${address}`, { about: 'ReplyTo' });
  return { messageId: content(messageId), action: chosen };
}

/** The MessageID alone, for the answer to a message that cannot be taken further. */
export function messageIdOf(envelope: Envelope): string | undefined {
  const found = one(envelope, 'MessageID');
  return isRefusal(found) ? undefined : content(found);
}

function one(envelope: Envelope, local: string): XmlElement | undefined | Refusal {
  const found = envelope.headers.filter((node) => node.local === local && node.namespace === ADDRESSING);
  if (found.length > 1) return refuse('MalformedEnvelope', `${found.length} ${local}`);
  if (text(found[0]).length > LONGEST) return refuse('MalformedEnvelope', `${local} too long`);
  return found[0];
}

function content(node: XmlElement | undefined): string | undefined {
  const value = text(node).trim();
  return value === '' ? undefined : value;
}

/**
 * Every header block that must be understood has to be one of WS-Addressing or WS-Security (SOAP 1.2 part 1, 2.4);
 * blocks meant for another node are none of ours.
 * @returns HeaderNotUnderstood naming the block, or undefined.
 */
export function headerNotUnderstood(envelope: Envelope): Refusal | undefined {
  for (const block of envelope.headers) {
    if (block.namespace === ADDRESSING) continue;
    if (block.namespace === SECURITY && block.local === 'Security') continue;
    const flag = soapAttribute(envelope, block, 'mustUnderstand')?.trim();
    if ((flag === 'true' || flag === '1') && isForUs(envelope, block)) {
      const { local, namespace } = block;
      return refuse('HeaderNotUnderstood', `{${namespace}}${local}`, { about: local });
    }
  }
  return undefined;
}

function isForUs(envelope: Envelope, block: XmlElement): boolean {
  const role =
    envelope.namespace === SOAP_12
      ? soapAttribute(envelope, block, 'role')
      : soapAttribute(envelope, block, 'actor');
  return role === undefined || role === '' || /\/(next|ultimateReceiver)$/.test(role);
}

function soapAttribute(envelope: Envelope, block: XmlElement, local: string): string | undefined {
  return block.attributes.find((one) => one.local === local && one.namespace === envelope.namespace)?.value;
}
