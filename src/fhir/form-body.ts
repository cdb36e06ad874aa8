import type { IncomingMessage } from 'node:http';
import { type Refusal, refuse } from '../errors.ts';

/**
 * Reads the form of a `_search`, whole, as text.
 * @param limit in bytes. @returns UnsupportedMediaType, UnsupportedEncoding or BodyTooLarge.
 * @throws when the client hangs up.
 */
export async function readForm(request: IncomingMessage, limit: number): Promise<string | Refusal> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    return refuse('UnsupportedMediaType', 'not application/x-www-form-urlencoded');
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return refuse('UnsupportedEncoding', 'content-encoding of a form');
  if (Number(request.headers['content-length'] ?? 0) > limit) return refuse('BodyTooLarge', `over ${limit}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return refuse('BodyTooLarge', `over ${limit}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
