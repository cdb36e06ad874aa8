import { randomUUID } from 'node:crypto';
import type { Piece } from './pieces.ts';
import type { AnswerAttachment } from './soap-transaction.ts';

const ROOT = 'root@carnet';
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;
const CONTENT_ID = /^[\x21\x23-\x3b\x3d\x3f-\x7e]{1,250}$/;

/**
 * An answer in MTOM (XOP): the envelope as root part, then each attachment, binary.
 * @throws RangeError for a Content-ID that cannot stand in a header: transactions make them, callers do not.
 */
export function multipartPieces(
  envelope: string,
  attachments: readonly AnswerAttachment[],
): { readonly contentType: string; readonly pieces: readonly Piece[] } {
  const boundary = `carnet-${randomUUID()}`;
  const pieces: Piece[] = [];
  const root = 'Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"';
  let before = `--${boundary}\r\n${partHeader(root, ROOT)}${envelope}`;
  for (const attachment of attachments) {
    if (!CONTENT_ID.test(attachment.contentId)) throw new RangeError('unusable Content-ID');
    const type = MEDIA_TYPE.test(attachment.mimeType) ? attachment.mimeType : 'application/octet-stream';
    before += `\r\n--${boundary}\r\n${partHeader(`Content-Type: ${type}`, attachment.contentId)}`;
    pieces.push(Buffer.from(before, 'utf8'), attachment);
    before = '';
  }
  pieces.push(Buffer.from(`${before}\r\n--${boundary}--\r\n`, 'utf8'));
  const contentType = `multipart/related; type="application/xop+xml"; start="<${ROOT}>"; start-info="application/soap+xml"; boundary="${boundary}"`;
  return { contentType, pieces };
}

function partHeader(contentType: string, contentId: string): string {
  return `${contentType}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${contentId}>\r\n\r\n`;
}
