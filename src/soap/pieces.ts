import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A stretch of an answer: bytes at hand, or content of a known size that is opened when its turn comes. */
export type Piece =
  | Buffer
  | {
      readonly size: number;
      open(): Readable | AsyncIterable<Uint8Array>;
      bytes?(): Promise<Buffer>;
    };

const SMALL = 1024 * 1024;

/**
 * Sends an answer with its Content-Length. What is small altogether is written at once, the rest is streamed.
 * @throws when content is not of the size it was said to be, or the client has gone; the connection is then cut, so that
 * nobody takes a part for the whole.
 */
export async function sendPieces(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  pieces: readonly Piece[],
): Promise<void> {
  const size = pieces.reduce((sum, piece) => sum + (Buffer.isBuffer(piece) ? piece.length : piece.size), 0);
  if (size <= SMALL && pieces.every((piece) => Buffer.isBuffer(piece) || piece.bytes !== undefined)) {
    const loaded = await Promise.all(pieces.map(load));
    const whole = loaded.length === 1 ? loaded[0]! : Buffer.concat(loaded);
    if (whole.length !== size) throw new Error(`content of ${whole.length} bytes, ${size} announced`);
    response.writeHead(status, { ...headers, 'content-length': size });
    response.end(whole);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': size });
  await pipeline(stream(pieces), response);
}

async function load(piece: Piece): Promise<Buffer> {
  return Buffer.isBuffer(piece) ? piece : piece.bytes!();
}

async function* stream(pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      yield piece;
      continue;
    }
    let sent = 0;
    for await (const chunk of piece.open() as AsyncIterable<Uint8Array>) {
      sent += chunk.length;
      if (sent > piece.size) break;
      yield chunk;
    }
    if (sent !== piece.size)
      throw new Error(`content of another size than the ${piece.size} bytes announced`);
  }
}
