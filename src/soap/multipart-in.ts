import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import { type Refusal, refuse } from '../errors.ts';
import type { TakeChunk } from '../http/body.ts';
import type { MediaType } from '../http/media-type.ts';
import type { BlobStore } from '../store/blobs.ts';
import { type Multipart, PartCollector } from './part-collector.ts';
import { PART_HEADER_LIMITS } from './part-headers.ts';

const LONGEST_BOUNDARY = 200;

/**
 * Reads a multipart/related message as it streams (RFC 2387).
 * The root is the part that `start` names, else the first. Parts may come in any order.
 * @param feed hands the bytes over and says whether the body itself was refused.
 * @returns MalformedMultipart when it is cut short anywhere, has no root, more than 64 parts, oversized part headers,
 * a part without Content-ID, two of one Content-ID, or a transfer encoding other than 7bit, 8bit, binary and base64;
 * BodyTooLarge for a root over 16 MiB; what `feed` refuses. Nothing is left in the blob store then.
 * @throws what `feed` and the blob store throw, with nothing left either.
 */
export async function readMultipart(
  type: MediaType,
  feed: (take: TakeChunk) => Promise<Refusal | undefined>,
  blobs: Pick<BlobStore, 'receive'>,
): Promise<Multipart | Refusal> {
  const boundary = type.parameters.get('boundary') ?? '';
  if (boundary === '' || boundary.length > LONGEST_BOUNDARY) {
    return refuse('MalformedMultipart', `boundary of ${boundary.length} characters`);
  }
  const collector = new PartCollector(type.parameters.get('start'), blobs);
  const dicer = new Dicer({ boundary, ...PART_HEADER_LIMITS, highWaterMark: 256 * 1024 } as Dicer.Config);
  let resume: ((more: boolean) => void) | undefined;
  let finished = false;
  const over = new Promise<void>((resolve) => {
    // Dicer may finish without a 'drain' for its last write; what comes after the last boundary is passed over.
    dicer.on('finish', () => {
      finished = true;
      resume?.(true);
      resolve();
    });
    collector.onStop = () => {
      resume?.(false);
      resolve();
    };
  });
  dicer.on('error', (error: Error) => collector.stop(refuse('MalformedMultipart', error.message)));
  dicer.on('part', (part) => collector.begin(part as Readable));
  try {
    const refused = await feed((chunk) => {
      if (collector.stopped) return false;
      if (finished || dicer.write(chunk)) return true;
      return new Promise((resolve) => {
        resume = resolve;
        if (finished) resolve(true);
        else dicer.once('drain', () => resolve(!collector.stopped));
      });
    });
    if (refused !== undefined) collector.stop(refused);
    if (!collector.stopped) {
      dicer.end();
      await over;
    }
  } catch (error) {
    await collector.abandon(refuse('MalformedMultipart', 'body not received'));
    throw error;
  }
  return collector.result();
}
