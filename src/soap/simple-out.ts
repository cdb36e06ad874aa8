import type { Markup } from '../xml/write.ts';
import type { Piece } from './pieces.ts';
import type { AnswerAttachment } from './soap-transaction.ts';
import { base64Encoded, base64Size } from './transfer-encoding.ts';

const INCLUDE = /<(?:[\w-]+:)?Include\s[^<>]*?href="cid:([^"<>]*)"[^<>]*>/g;

/**
 * An answer without parts: each `xop:Include` gives way to the content that it points to, in base64.
 * @throws Error when an attachment has no place in the envelope, or a place no attachment.
 */
export function simplePieces(
  envelope: Markup,
  attachments: readonly AnswerAttachment[],
): { readonly contentType: string; readonly pieces: readonly Piece[] } {
  const contentType = 'application/soap+xml; charset=UTF-8';
  if (attachments.length === 0) return { contentType, pieces: [envelope.bytes()] };
  const byId = new Map(attachments.map((attachment) => [attachment.contentId, attachment]));
  const pieces: Piece[] = [];
  const { text } = envelope;
  let from = 0;
  for (const match of text.matchAll(INCLUDE)) {
    const id = decodeURIComponent(match[1]!);
    const attachment = byId.get(id);
    if (attachment === undefined) throw new Error('an Include without its attachment');
    byId.delete(id);
    pieces.push(Buffer.from(text.slice(from, match.index), 'utf8'), inBase64(attachment));
    from = match.index + match[0].length;
  }
  if (byId.size > 0) throw new Error('an attachment without its Include');
  pieces.push(Buffer.from(text.slice(from), 'utf8'));
  return { contentType, pieces };
}

function inBase64(attachment: AnswerAttachment): Piece {
  return {
    size: base64Size(attachment.size),
    open: () => base64Encoded(attachment.open()),
    ...(attachment.bytes === undefined
      ? {}
      : { bytes: async () => Buffer.from((await attachment.bytes!()).toString('base64'), 'latin1') }),
  };
}
