import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedContent } from '../blobs.ts';

/** Up to this size content waits in memory. */
export const IN_MEMORY = 256 * 1024;

export interface Received extends ReceivedContent {
  /** Where it lies until it is kept: whole in memory, or in a temporary file that is not synced yet. */
  readonly held: { readonly buffer: Buffer } | { readonly path: string };
}

/** Takes a stream in, hashing as it goes. @throws whatever the stream throws; nothing is left behind then. */
export async function receive(source: AsyncIterable<Uint8Array>, folder: string): Promise<Received> {
  const hash = createHash('sha1');
  let chunks: Uint8Array[] = [];
  let size = 0;
  let file: FileHandle | undefined;
  const path = join(folder, randomUUID());
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.length;
      chunks.push(chunk);
      if (file === undefined && size <= IN_MEMORY) continue;
      file ??= await open(path, 'wx', 0o600);
      for (const part of chunks) await writeWhole(file, part);
      chunks = [];
    }
    await file?.close();
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
  const sha1 = hash.digest('hex');
  return file === undefined ? inMemory(size, sha1, Buffer.concat(chunks)) : inFile(size, sha1, path);
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}

function inMemory(size: number, sha1: string, buffer: Buffer): Received {
  return {
    size,
    sha1,
    held: { buffer },
    open: () => inOnePiece(buffer),
    bytes: async () => buffer,
    discard: async () => {},
  };
}

/** Without a stream around it, which would cost more than most readers do with the bytes. */
async function* inOnePiece(buffer: Buffer): AsyncGenerator<Uint8Array> {
  if (buffer.length > 0) yield buffer;
}

function inFile(size: number, sha1: string, path: string): Received {
  return {
    size,
    sha1,
    held: { path },
    open: () => createReadStream(path),
    bytes: () => readFile(path),
    discard: () => rm(path, { force: true }),
  };
}
