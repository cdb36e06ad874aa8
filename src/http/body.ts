import type { IncomingMessage } from 'node:http';
import { type Refusal, refuse } from '../errors.ts';

/** The client went away before its whole message had come; there is nobody left to answer. */
export class ClientGone extends Error {}

/** Takes one piece of a body; says whether it wants more. A promise holds the sender back until it is settled. */
export type TakeChunk = (chunk: Buffer) => boolean | Promise<boolean>;

/**
 * Hands a request's body over as it comes.
 * @param limit bytes; one more and the rest is not read.
 * @returns BodyTooLarge, UnsupportedEncoding (any Content-Encoding but identity), or undefined when it is over or `take` has had enough.
 * @throws ClientGone when the connection ends first, and whatever `take` throws.
 */
export function feedBody(
  request: IncomingMessage,
  limit: number,
  take: TakeChunk,
): Promise<Refusal | undefined> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    return Promise.resolve(refuse('UnsupportedEncoding', `Content-Encoding ${encoding}`));
  }
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) {
    return Promise.resolve(refuse('BodyTooLarge', `Content-Length ${announced} over ${limit}`));
  }
  return new Promise((resolve, reject) => {
    let received = 0;
    const settle = (end: () => void) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).pause();
      end();
    };
    const goOn = (more: boolean) => {
      if (!more) settle(() => resolve(undefined));
    };
    const onData = (chunk: Buffer) => {
      received += chunk.length;
      if (received > limit) {
        settle(() => resolve(refuse('BodyTooLarge', `more than ${limit} bytes`)));
        return;
      }
      try {
        const more = take(chunk);
        if (typeof more === 'boolean') {
          goOn(more);
          return;
        }
        request.pause();
        more.then(
          (wanted) => {
            if (wanted) request.resume();
            else goOn(false);
          },
          (error) => settle(() => reject(error)),
        );
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const onEnd = () => settle(() => resolve(undefined));
    const onClose = () => settle(() => reject(new ClientGone('connection ended inside the body')));
    request.on('data', onData).on('end', onEnd).on('close', onClose);
    // An abort is told by `close` too; without a listener its error would end the process.
    request.on('error', () => {});
    if (request.destroyed && !request.readableEnded) onClose();
  });
}

/**
 * The whole body of a request.
 * @returns the bytes, or BodyTooLarge or UnsupportedEncoding.
 * @throws ClientGone when the connection ends first.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | Refusal> {
  const chunks: Buffer[] = [];
  const refusal = await feedBody(request, limit, (chunk) => chunks.push(chunk) > 0);
  return refusal ?? (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
}

/**
 * Reads and forgets what is left of a body that was refused, so that the client gets to read the answer;
 * a client that goes on beyond the allowance is cut off.
 */
export function discardRest(request: IncomingMessage, allowance: number): void {
  if (request.readableEnded || request.destroyed) return;
  let left = allowance;
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.socket.destroy();
  });
  request.resume();
}
