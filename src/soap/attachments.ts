import { type Refusal, refuse } from '../errors.ts';
import type { BlobStore, ReceivedContent } from '../store/blobs.ts';
import type { Attachments } from './soap-transaction.ts';
import { decodeBase64 } from './transfer-encoding.ts';
import { heldContent } from './xop.ts';

/** The parts of one message, and the way to forget all that came with it. */
export interface MessageAttachments extends Attachments {
  /** Discards every content of the message, taken or not; harmless for what has been kept. */
  discardAll(): Promise<void>;
}

/**
 * Looks up what elements refer to, in this message and nowhere else (design 2.6, CVE-2022-46364).
 * @param parts Content-ID without brackets to content; the root part is not among them. Undefined: a message without parts.
 */
export function messageAttachments(
  parts: ReadonlyMap<string, ReceivedContent> | undefined,
  blobs: Pick<BlobStore, 'receive'>,
): MessageAttachments {
  const came = parts ?? new Map<string, ReceivedContent>();
  const left = new Map(came);
  const inline: ReceivedContent[] = [];
  return {
    multipart: parts !== undefined,
    async take(holder): Promise<ReceivedContent | Refusal> {
      const held = heldContent(holder);
      if (held === undefined)
        return refuse('AttachmentReference', `${holder.name} holds no usable reference`);
      if ('contentId' in held) {
        const part = left.get(held.contentId);
        if (part === undefined) {
          const why = came.has(held.contentId) ? 'taken twice' : 'no such part';
          return refuse('AttachmentReference', `${held.contentId}: ${why}`);
        }
        left.delete(held.contentId);
        return part;
      }
      const bytes = decodeBase64(held.text);
      if (bytes === undefined) {
        return refuse('MalformedRequest', `${holder.name} is not base64`, { about: 'base64Binary' });
      }
      const content = await blobs.receive(once(bytes));
      inline.push(content);
      return content;
    },
    untaken: () => [...left.keys()],
    async discardAll() {
      for (const content of [...came.values(), ...inline]) await content.discard();
    },
  };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}
