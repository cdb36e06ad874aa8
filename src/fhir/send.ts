import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Refusal } from '../errors.ts';
import type { FhirAnswer } from './interaction.ts';
import { operationOutcome, statusOf } from './outcome.ts';
import { FHIR_JSON } from './representation.ts';

/** Content that is not larger leaves in one piece. */
const WHOLE = 64 * 1024;
/** ITI and FHIR leave the delay open. */
const RETRY_SECONDS = '5';

/** Headers of every answer. Health data stays in no cache, and a browser must not run what a document holds. */
export function setCommonHeaders(response: ServerResponse, requestId: string): void {
  response.setHeader('X-Request-Id', requestId);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
}

export function sendJson(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', `${FHIR_JSON}; charset=utf-8`);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

/** Answers a refusal as an OperationOutcome. RFC 6750 asks for `WWW-Authenticate` on 401. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  const status = statusOf(refusal);
  if (status === 401) {
    const missing = refusal.refused[0].code === 'TokenMissing';
    response.setHeader('WWW-Authenticate', missing ? 'Bearer' : 'Bearer error="invalid_token"');
  }
  if (status === 503) response.setHeader('Retry-After', RETRY_SECONDS);
  sendJson(response, status, JSON.stringify(operationOutcome(refusal)));
}

/** Answers what an interaction made. A stream that fails midway cuts the connection: the length tells the client. */
export async function sendAnswer(response: ServerResponse, answer: FhirAnswer): Promise<void> {
  if (answer.kind === 'json') {
    if (answer.etag !== undefined) response.setHeader('ETag', answer.etag);
    if (answer.lastModified !== undefined) response.setHeader('Last-Modified', answer.lastModified);
    if (answer.location !== undefined) response.setHeader('Location', answer.location);
    sendJson(response, answer.status ?? 200, answer.text);
    return;
  }
  const whole = answer.bytes !== undefined && answer.size <= WHOLE ? await answer.bytes() : undefined;
  response.statusCode = 200;
  response.setHeader('Content-Type', answer.mimeType);
  response.setHeader('Content-Length', answer.size);
  if (whole !== undefined) response.end(whole);
  else await pipeline(answer.open(), response);
}
