import type { IncomingMessage } from 'node:http';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { parseMediaType } from '../http/media-type.ts';

/**
 * Reads the form of a `_search`, whole, as text.
 * @param limit in bytes. @returns UnsupportedMediaType, UnsupportedEncoding or BodyTooLarge.
 * @throws ClientGone when the client hangs up.
 */
export async function readForm(request: IncomingMessage, limit: number): Promise<string | Refusal> {
  if (parseMediaType(request.headers['content-type'])?.type !== 'application/x-www-form-urlencoded') {
    return refuse('UnsupportedMediaType', 'not application/x-www-form-urlencoded');
  }
  const bytes = await readBody(request, limit);
  return isRefusal(bytes) ? bytes : bytes.toString('utf8');
}
