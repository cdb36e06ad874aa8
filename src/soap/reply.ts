import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Refusal, refusals } from '../errors.ts';
import { FAULT_ACTION, faultBody, faultStatus, writeEnvelope } from './fault.ts';
import { multipartPieces } from './multipart-out.ts';
import { sendPieces } from './pieces.ts';
import { simplePieces } from './simple-out.ts';
import type { SoapAnswer, SoapService } from './soap-transaction.ts';

/** What goes back to the caller, on the wire's terms. */
export interface Reply {
  readonly status: number;
  readonly action: string;
  readonly answer: SoapAnswer;
}

export function faultReply(refusal: Refusal): Reply {
  return { status: faultStatus(refusal), action: FAULT_ACTION, answer: { body: faultBody(refusal) } };
}

/** A refusal in the transaction's own words where each of its faults has a code for it; otherwise a SOAP fault. */
export function refusalReply(
  refusal: Refusal,
  transaction: Pick<SoapService['transactions'][number], 'responseAction' | 'writeRefusal' | 'refusesIn'>,
  request?: unknown,
): Reply {
  const { writeRefusal, responseAction, refusesIn = 'xds' } = transaction;
  if (writeRefusal === undefined || refusal.refused.some((fault) => !(refusesIn in refusals[fault.code]))) {
    return faultReply(refusal);
  }
  return { status: 200, action: responseAction, answer: writeRefusal(refusal, request) };
}

/** Sends a reply, in MTOM or as a simple envelope. Throws as `sendPieces` does. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  form: { readonly multipart: boolean; readonly relatesTo: string | undefined },
): Promise<void> {
  const { status, action, answer } = reply;
  const messageId = `urn:uuid:${randomUUID()}`;
  const envelope = writeEnvelope({ action, messageId, relatesTo: form.relatesTo }, answer.body);
  const attachments = answer.attachments ?? [];
  const { contentType, pieces } = form.multipart
    ? multipartPieces(envelope.text, attachments)
    : simplePieces(envelope, attachments);
  const headers = {
    'content-type': contentType,
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'GET, POST' } : {}),
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  };
  await sendPieces(response, status, headers, pieces);
}
