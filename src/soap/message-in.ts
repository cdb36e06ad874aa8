import type { IncomingMessage } from 'node:http';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { feedBody, readBody } from '../http/body.ts';
import { type MediaType, parseMediaType } from '../http/media-type.ts';
import type { BlobStore } from '../store/blobs.ts';
import { MESSAGE_LIMITS } from '../xml/limits.ts';
import { type MessageAttachments, messageAttachments } from './attachments.ts';
import { readMultipart } from './multipart-in.ts';

/** A SOAP message as it came over HTTP, not yet read as XML. */
export interface ReceivedMessage {
  readonly envelope: Buffer;
  readonly attachments: MessageAttachments;
  /** The action that the content type names (RFC 3902), or SOAPAction beside `text/xml`. */
  readonly contentTypeAction: string | undefined;
}

const ENVELOPE_TYPES = ['application/soap+xml', 'text/xml'];
const ROOT_TYPES = ['application/xop+xml', ...ENVELOPE_TYPES];
const MULTIPART = 'multipart/related';

export function isMultipart(type: MediaType | undefined): boolean {
  return type?.type === MULTIPART;
}

/**
 * Takes the whole message in: the envelope in memory, attachments in the blob store as received content.
 * @returns UnsupportedMediaType, UnsupportedEncoding, NotUtf8 for a charset that is named and is not UTF-8, BodyTooLarge,
 * MalformedMultipart; nothing is left in the blob store then.
 * @throws ClientGone when the client hangs up; nothing is left either.
 */
export async function receiveMessage(
  request: IncomingMessage,
  options: { readonly bodyLimit: number; readonly blobs: Pick<BlobStore, 'receive'> },
): Promise<ReceivedMessage | Refusal> {
  const { bodyLimit, blobs } = options;
  const type = parseMediaType(request.headers['content-type']);
  if (type === undefined || (type.type !== MULTIPART && !ENVELOPE_TYPES.includes(type.type))) {
    return refuse('UnsupportedMediaType', `Content-Type ${request.headers['content-type'] ?? 'absent'}`);
  }
  if (type.type !== MULTIPART) {
    if (!isUtf8(type)) return refuse('NotUtf8', `charset ${type.parameters.get('charset')}`);
    const envelope = await readBody(request, Math.min(bodyLimit, MESSAGE_LIMITS.bytes));
    if (isRefusal(envelope)) return envelope;
    const contentTypeAction = type.parameters.get('action') ?? soapAction(request);
    return { envelope, attachments: messageAttachments(undefined, blobs), contentTypeAction };
  }
  const message = await readMultipart(type, (take) => feedBody(request, bodyLimit, take), blobs);
  if (isRefusal(message)) return message;
  const attachments = messageAttachments(message.parts, blobs);
  const rootType = message.rootHeaders.type;
  const refused = refusedRoot(rootType);
  if (refused !== undefined) {
    await attachments.discardAll();
    return refused;
  }
  const named = rootType?.parameters.get('action') ?? type.parameters.get('action') ?? startInfoAction(type);
  return { envelope: message.root, attachments, contentTypeAction: named };
}

function refusedRoot(type: MediaType | undefined): Refusal | undefined {
  if (type === undefined) return undefined;
  if (!ROOT_TYPES.includes(type.type)) return refuse('UnsupportedMediaType', `root part ${type.type}`);
  return isUtf8(type) ? undefined : refuse('NotUtf8', `charset ${type.parameters.get('charset')}`);
}

function isUtf8(type: MediaType): boolean {
  return /^(utf-?8|us-ascii)$/i.test(type.parameters.get('charset') ?? 'utf-8');
}

/** Some clients put the whole inner content type, its action included, in `start-info`. */
function startInfoAction(type: MediaType): string | undefined {
  return parseMediaType(type.parameters.get('start-info'))?.parameters.get('action');
}

function soapAction(request: IncomingMessage): string | undefined {
  const header = request.headers.soapaction;
  return typeof header === 'string' ? header.trim().replace(/^"(.*)"$/, '$1') : undefined;
}
