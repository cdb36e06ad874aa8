import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { requestEnvelope } from '../../src/client/envelope-out.ts';
import { multipartPieces } from '../../src/soap/multipart-out.ts';
import type { AnswerAttachment } from '../../src/soap/soap-transaction.ts';
import type { Markup } from '../../src/xml/write.ts';
import type { Shot } from './load-generator.ts';

export interface SoapMessage {
  readonly action: string;
  readonly path: string;
  readonly body: Markup;
  /** A signed assertion as text; none in a domain that leaves it optional. */
  readonly assertion?: string | undefined;
}

function envelopeOf({ action, path, body, assertion }: SoapMessage): string {
  return requestEnvelope({ action, messageId: `urn:uuid:${randomUUID()}`, to: path, assertion }, body);
}

/** A request without attachments. */
export function simpleShot(message: SoapMessage): Shot {
  return {
    method: 'POST',
    path: message.path,
    headers: { 'content-type': `application/soap+xml; charset=UTF-8; action="${message.action}"` },
    body: [Buffer.from(envelopeOf(message))],
  };
}

/** An attachment in pieces, so that what documents share stands in memory once. */
export interface BenchAttachment extends AnswerAttachment {
  readonly content: readonly Uint8Array[];
}

export function attachment(
  contentId: string,
  mimeType: string,
  content: readonly Uint8Array[],
): BenchAttachment {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return { contentId, mimeType, size, content, open: () => Readable.from(content, { objectMode: false }) };
}

/** An MTOM request, all of it in memory. */
export function mtomShot(message: SoapMessage, attachments: readonly BenchAttachment[]): Shot {
  const { contentType, pieces } = multipartPieces(envelopeOf(message), attachments);
  return {
    method: 'POST',
    path: message.path,
    headers: { 'content-type': contentType },
    body: pieces.flatMap((piece): readonly Uint8Array[] =>
      Buffer.isBuffer(piece) ? [piece] : (piece as BenchAttachment).content,
    ),
  };
}
