import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Piece } from '../soap/pieces.ts';

/** @throws when content is not of the size that was announced: half a message must not look whole. */
async function* bytesOf(pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      yield piece;
      continue;
    }
    let sent = 0;
    for await (const chunk of piece.open() as AsyncIterable<Uint8Array>) {
      sent += chunk.length;
      yield chunk;
    }
    if (sent !== piece.size) throw new Error(`content of ${sent} bytes, ${piece.size} announced`);
  }
}

/** The answer, which may come before the request has gone. */
export function answerTo(request: ClientRequest, to: string): Promise<IncomingMessage> {
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
    request.on('close', () => reject(new Error(`connection to ${to} ended without an answer`)));
  });
  answered.catch(() => {});
  return answered;
}

/** Writes a request as fast as the server takes it, and stops when there is an answer or no connection any more. */
export async function upload(
  request: ClientRequest,
  pieces: readonly Piece[],
  answered: Promise<unknown>,
): Promise<void> {
  let over = false;
  const settled = answered.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  for await (const chunk of bytesOf(pieces)) {
    if (over) return;
    if (request.write(chunk)) continue;
    await Promise.race([settled, new Promise((resolve) => request.once('drain', resolve))]);
  }
  request.end();
}
