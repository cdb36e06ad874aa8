import type { SoapReply } from '../../../src/client/soap-client.ts';
import { parseMediaType } from '../../../src/http/media-type.ts';
import type { TransactionKind } from '../transactions/transaction-kind.ts';

/** What is wrong with the message around an answer: action, relation to the request, MTOM pairing. */
export function envelopeFindings(
  { responseAction }: TransactionKind,
  requestMtom: boolean,
  reply: Pick<SoapReply, 'action' | 'relatesTo' | 'messageId' | 'contentType'>,
): string[] {
  const findings: string[] = [];
  if (reply.action !== responseAction) {
    findings.push(`action of the answer is ${reply.action ?? 'missing'}, expected ${responseAction}`);
  }
  if (reply.relatesTo !== reply.messageId) {
    findings.push(`the answer relates to ${reply.relatesTo ?? 'nothing'}, not to ${reply.messageId}`);
  }
  const multipart = parseMediaType(reply.contentType)?.type === 'multipart/related';
  if (multipart !== requestMtom) {
    findings.push(
      requestMtom ? 'the request was MTOM, the answer is not' : 'the request was simple, the answer is MTOM',
    );
  }
  return findings;
}

/** The answer's element has the name of this transaction's. */
export function rootFindings({ answer }: TransactionKind, local: string): string[] {
  return local === answer ? [] : [`the answer is ${local}, expected ${answer}`];
}
