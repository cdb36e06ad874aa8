import { Readable } from 'node:stream';
import type { AnswerAttachment } from '../../../src/soap/soap-transaction.ts';

/** A part of a multipart message, out of bytes at hand. */
export function attachmentOf(contentId: string, mimeType: string, content: Buffer): AnswerAttachment {
  return {
    contentId,
    mimeType,
    size: content.length,
    open: () => Readable.from([content], { objectMode: false }),
    bytes: async () => content,
  };
}
