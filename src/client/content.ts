import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReceivedContent } from '../store/blobs.ts';

/** Content at hand. */
export function contentOf(bytes: Buffer): ReceivedContent {
  return {
    size: bytes.length,
    sha1: createHash('sha1').update(bytes).digest('hex'),
    open: () => Readable.from([bytes], { objectMode: false }),
    bytes: async () => bytes,
    discard: async () => {},
  };
}

/** Content of a file, which is read each time it is opened. */
export async function contentOfFile(file: string): Promise<ReceivedContent> {
  const hash = createHash('sha1');
  let size = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return {
    size,
    sha1: hash.digest('hex'),
    open: () => createReadStream(file),
    bytes: () => readFile(file),
    discard: async () => {},
  };
}

/** Receives content into memory: what a client asks for, it means to hold. */
export const inMemory = {
  receive: async (source: AsyncIterable<Uint8Array>): Promise<ReceivedContent> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of source) chunks.push(chunk);
    return contentOf(Buffer.concat(chunks));
  },
};
