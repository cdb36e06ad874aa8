import type { SoapReply } from '../../src/client/soap-client.ts';
import { envelopeFindings, rootFindings } from '../nist/evaluation/envelope.ts';
import {
  describeErrors,
  isWarning,
  registryAnswer,
  severityFindings,
} from '../nist/evaluation/registry-answer.ts';
import type { SchemaFindings } from '../nist/evaluation/schema.ts';
import { statusFindings } from '../nist/evaluation/status.ts';
import { receivedDocument } from '../nist/messages/received.ts';
import type { TransactionKind } from '../nist/transactions/transaction-kind.ts';
import { FRAMEWORK_CODES } from './framework-codes.ts';

/** What a server made of a damaged submission. */
export interface Verdict {
  /** `accepted`, or the codes that it was refused with. */
  readonly said: string;
  readonly errors: string;
  readonly accepted: boolean;
  /** What must not be: a fault, a code that is none of the Technical Framework, an answer of another form. */
  readonly findings: readonly string[];
}

/** Reads the answer to a damaged submission. */
export async function verdictOf(
  kind: TransactionKind,
  requestMtom: boolean,
  reply: SoapReply,
  schemas: SchemaFindings,
): Promise<Verdict> {
  if (reply.fault !== undefined) {
    const { code, subcode, reason } = reply.fault;
    const said = `fault ${code}/${subcode}`;
    return { said, errors: reason, accepted: false, findings: [`${said}: ${reason}`] };
  }
  const answer = registryAnswer(reply.payload);
  const { received } = await receivedDocument(reply);
  const root = rootFindings(kind, reply.payload.local);
  const codes = [...new Set(answer.errors.filter((each) => !isWarning(each)).map((each) => each.errorCode))];
  const known = FRAMEWORK_CODES[kind.instruction];
  return {
    said: codes.length === 0 ? 'accepted' : codes.sort().join('+'),
    errors: describeErrors(answer),
    accepted: codes.length === 0,
    findings: [
      ...envelopeFindings(kind, requestMtom, reply),
      ...root,
      ...(root.length > 0 ? [] : schemas(kind.answer, received)),
      ...statusFindings(['Success', 'Failure'], answer),
      ...severityFindings(answer),
      ...codes
        .filter((code) => known?.has(code) !== true)
        .map((code) => `${code} is no code of the Technical Framework for this`),
    ],
  };
}
