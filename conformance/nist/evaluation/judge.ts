import type { SoapReply } from '../../../src/client/soap-client.ts';
import type { XmlElement } from '../../../src/xml/tree.ts';
import type { Step, Use } from '../plans/test-plan.ts';
import type { TransactionKind } from '../transactions/transaction-kind.ts';
import { envelopeFindings, rootFindings } from './envelope.ts';
import { errorCodeFindings, errorMessageFindings } from './errors.ts';
import { contentFindings } from './expected-contents.ts';
import { faultFindings } from './fault.ts';
import { answerFindings } from './metadata/answer-findings.ts';
import type { CodeSet } from './metadata/code-set.ts';
import { registryAnswer, severityFindings } from './registry-answer.ts';
import { registryObjects } from './registry-objects.ts';
import type { SchemaFindings } from './schema.ts';
import { statusFindings } from './status.ts';

export interface JudgeContext {
  readonly schemas: SchemaFindings;
  readonly codes: CodeSet;
  /** The value of a `UseId` inside an expectation. */
  readonly valueOfUse: (use: Use) => string;
}

export interface Judged {
  readonly kind: TransactionKind;
  readonly step: Pick<Step, 'expectedStatus' | 'expectedErrorCode' | 'expectedErrorMessage' | 'instruction'>;
  readonly requestMtom: boolean;
  readonly reply: Pick<SoapReply, 'action' | 'relatesTo' | 'messageId' | 'contentType' | 'fault'> & {
    readonly payload: XmlElement;
  };
  /** The answer as a document of its own, with the content of its parts in place. */
  readonly received: string;
}

/**
 * Everything that is wrong with an answer: nothing when it is what the step expects. A step that expects a fault asks for
 * nothing beyond the fault.
 */
export function judge({ kind, step, requestMtom, reply, received }: Judged, context: JudgeContext): string[] {
  const { expectedStatus } = step;
  if (reply.fault !== undefined) return faultFindings(expectedStatus, reply.fault);
  const answer = registryAnswer(reply.payload);
  const root = rootFindings(kind, reply.payload.local);
  const objects = registryObjects(reply.payload);
  return [
    ...envelopeFindings(kind, requestMtom, reply),
    ...root,
    ...(root.length > 0 ? [] : context.schemas(kind.answer, received)),
    ...statusFindings(expectedStatus, answer),
    ...severityFindings(answer),
    ...errorCodeFindings(step.expectedErrorCode, answer),
    ...errorMessageFindings(step.expectedErrorMessage, answer),
    ...answerFindings(objects, context.codes),
    ...contentFindings(step.instruction?.expectedContents ?? [], objects, context.valueOfUse),
  ];
}
