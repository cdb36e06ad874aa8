import type { IncomingMessage } from 'node:http';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { readBody } from '../http/body.ts';

const LIMIT = 8 * 1024;

/** The values of a form by their names; a name that is not there has an empty value. */
export type Form = (name: string) => string;

/** @returns UnsupportedMediaType, MalformedRequest (a name that comes twice, a form of another site), or those of the body. */
export async function readForm(request: IncomingMessage): Promise<Form | Refusal> {
  // Cookies of SameSite=Lax do not come with a form of another site; this says so where there is no cookie.
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return refuse('MalformedRequest', `sec-fetch-site ${site}`);
  }
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    return refuse('UnsupportedMediaType', 'not application/x-www-form-urlencoded');
  }
  const body = await readBody(request, LIMIT);
  if (isRefusal(body)) return body;
  const values = new URLSearchParams(body.toString('utf8'));
  if (new Set(values.keys()).size !== values.size) return refuse('MalformedRequest', 'a name comes twice');
  return (name) => values.get(name) ?? '';
}
