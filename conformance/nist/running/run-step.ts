import { setTimeout as sleep } from 'node:timers/promises';
import { toDtm } from '../../../src/model/instant.ts';
import { assertionFindings } from '../evaluation/assertions.ts';
import { judge } from '../evaluation/judge.ts';
import {
  askedDocuments,
  type RetrievalExpectation,
  type RetrievedDocument,
  retrievalFindings,
  sha1,
} from '../evaluation/retrieved.ts';
import type { StepRecord } from '../linkage/ledger.ts';
import { reportsOf } from '../linkage/reports.ts';
import { placeOf, resolve } from '../linkage/resolve.ts';
import { assertionData } from '../linkage/section-log.ts';
import { NOTHING_ASSIGNED } from '../messages/assign.ts';
import { type BuiltRequest, buildRequest } from '../messages/build.ts';
import { receivedDocument } from '../messages/received.ts';
import { type Replacement, substituteText } from '../messages/substitute.ts';
import { PlanError } from '../plan-error.ts';
import type { Instruction, Step } from '../plans/test-plan.ts';
import { NULL_TRANSACTION, PATIENT_IDENTITY_FEED, transactionKind } from '../transactions/index.ts';
import type { TransactionKind } from '../transactions/transaction-kind.ts';
import { kindFor } from '../transport/assertions.ts';
import { CX } from '../urns.ts';
import type { RunContext, TestState } from './run-context.ts';

/** What has come of a step: what was wrong, and the patient that the test goes on with. */
export interface StepResult {
  readonly findings: readonly string[];
  readonly patientId: string;
}

/** Values that every file may use. */
function standardSymbols(patientId: string): Replacement[] {
  const now = new Date();
  const before = new Date(now);
  before.setUTCFullYear(now.getUTCFullYear() - 1);
  return [
    { symbol: '$patientid$', value: patientId },
    { symbol: '$now$', value: toDtm(now) },
    { symbol: '$lastyear$', value: toDtm(before) },
  ];
}

function emptyRecord(step: string, transaction: string, reports: ReadonlyMap<string, string>): StepRecord {
  return {
    step,
    transaction,
    assignments: NOTHING_ASSIGNED,
    sent: '',
    answer: undefined,
    received: '',
    reports,
    documents: new Map(),
  };
}

/** What a retrieval lets the steps after it know of each document. */
function documentReports(documents: readonly RetrievedDocument[]): [string, string][] {
  return documents.flatMap(({ repositoryUniqueId, mimeType, homeCommunityId, content }, at) => [
    [`$repuid_doc${at}$`, repositoryUniqueId],
    [`$mimetype_doc${at}$`, mimeType],
    [`$hash_doc${at}$`, sha1(content)],
    [`$home_doc${at}$`, homeCommunityId],
    [`$size_doc${at}$`, String(content.length)],
  ]);
}

interface Exchange {
  readonly kind: TransactionKind;
  readonly step: Step;
  readonly instruction: Instruction;
  readonly replacements: readonly Replacement[];
  readonly patientId: string;
}

/** Whom a message is about: the patient that the step takes from another step, before the one of the test. */
function patientOf({ replacements, patientId }: Exchange): string {
  return replacements.find(({ value }) => CX.test(value))?.value ?? patientId;
}

/**
 * The documents as they went in: what this run has sent under each uniqueId, or else the file that the plan names for it.
 * A plan may name another file than it submits (12029), so what was sent counts.
 */
function submittedDocuments(
  { instruction, replacements }: Exchange,
  asked: RetrievalExpectation['asked'],
  state: TestState,
  { files, ledger }: RunContext,
): Map<string, Buffer> {
  const named = new Map(
    instruction.referenceDocuments.map(({ uid, file }) => [substituteText(uid, replacements), file]),
  );
  const submitted = new Map<string, Buffer>();
  for (const { uniqueId } of asked) {
    const file = named.get(uniqueId);
    const content =
      ledger.document(uniqueId) ??
      (file === undefined ? undefined : files.bytes(state.test, state.section, file));
    if (content !== undefined) submitted.set(uniqueId, content);
  }
  return submitted;
}

function retrieval(
  sending: Exchange,
  built: BuiltRequest,
  documents: readonly RetrievedDocument[],
  state: TestState,
  context: RunContext,
): string[] {
  const { instruction } = sending;
  // Where nothing but a failure is expected, none of what is asked for may come.
  const fails = sending.step.expectedStatus.every((status) => status === 'Failure');
  const asked = fails ? [] : askedDocuments(built.message);
  const { referenceMetadata, expectedMimeType } = instruction;
  const place = placeOf(referenceMetadata?.testdir, state);
  const metadata =
    referenceMetadata === undefined
      ? undefined
      : context.ledger.step(place.test, place.section, referenceMetadata.step).answer;
  return retrievalFindings(documents, {
    asked,
    submitted: submittedDocuments(sending, asked, state, context),
    metadata,
    mimeType: expectedMimeType,
  });
}

async function exchange(sending: Exchange, state: TestState, context: RunContext): Promise<string[]> {
  const { kind, step, instruction, replacements, patientId } = sending;
  const { files, ledger, identifiers, target } = context;
  const built = buildRequest(kind, instruction, {
    replacements,
    patientId,
    sourceId: context.sourceId,
    identifiers,
    text: (file) => files.text(state.test, state.section, file),
    bytes: (file) => files.bytes(state.test, state.section, file),
  });
  const assertion =
    state.xua || context.assertsAll
      ? context.assertions(kindFor(state.test, step.expectedStatus.includes('Fault')), patientOf(sending))
      : undefined;
  const record = {
    ...emptyRecord(step.id, instruction.transaction, new Map()),
    assignments: built.assignments,
    sent: built.body,
    documents: built.documents,
  };
  ledger.put(state.test, state.section, record);
  const { actor, action } = kind;
  const { body, attachments } = built;
  const reply = await target.call({ actor, action, body, assertion, attachments });
  const { received, documents } = await receivedDocument(reply);
  const findings = judge(
    { kind, step, requestMtom: attachments !== undefined, reply, received },
    {
      schemas: context.schemas,
      codes: context.codes,
      valueOfUse: (use) => resolve([use], state, ledger, identifiers.uuid)[0]!.value,
    },
  );
  if (kind.answer === 'RetrieveDocumentSetResponse' && reply.fault === undefined) {
    findings.push(...retrieval(sending, built, documents, state, context));
  }
  const { sent, assignments } = record;
  const reports = reply.fault
    ? new Map()
    : reportsOf(instruction.reports, { assignments, sent, received, patientId });
  for (const [name, value] of documentReports(documents)) reports.set(name, value);
  ledger.put(state.test, state.section, { ...record, answer: reply.payload, received, reports });
  return findings;
}

/**
 * Whether the file of a step speaks of this instant. Times of XDS are whole seconds and their upper bound is exclusive, so
 * what was registered within this second would not yet lie before it.
 */
function asksForNow({ metadataFile }: Instruction, state: TestState, { files }: RunContext): boolean {
  return metadataFile !== undefined && files.text(state.test, state.section, metadataFile).includes('$now$');
}

async function admit(instruction: Instruction, state: TestState, context: RunContext): Promise<string> {
  const patientId = instruction.namedPatientId ?? context.identifiers.patientId();
  await context.feed(substituteText(patientId, state.symbols));
  return patientId;
}

/**
 * Runs one step: makes its message, sends it, judges the answer, and leaves its values to the steps after it.
 * Whatever goes wrong is a finding.
 */
export async function runStep(step: Step, state: TestState, context: RunContext): Promise<StepResult> {
  const { ledger, identifiers } = context;
  let patientId = step.newPatientId ? identifiers.patientId() : state.patientId;
  try {
    const { instruction } = step;
    if (instruction === undefined) return { findings: [], patientId };
    if (instruction.waitMilliseconds > 0) await sleep(instruction.waitMilliseconds);
    if (instruction.transaction === PATIENT_IDENTITY_FEED) {
      patientId = await admit(instruction, state, context);
      const reports = new Map([['$patientid$', patientId]]);
      ledger.put(state.test, state.section, emptyRecord(step.id, instruction.transaction, reports));
      return { findings: [], patientId };
    }
    const own = resolve(instruction.uses, state, ledger, identifiers.uuid);
    const about = step.altPatientId ? identifiers.patientId() : patientId;
    const named = own.find(({ symbol }) => symbol === '$patientid$')?.value ?? about;
    if (asksForNow(instruction, state, context)) await sleep(1001 - (Date.now() % 1000));
    const replacements = [...own, ...state.symbols, ...standardSymbols(named)];
    const findings: string[] = [];
    if (instruction.transaction === NULL_TRANSACTION) {
      ledger.put(state.test, state.section, emptyRecord(step.id, instruction.transaction, new Map()));
    } else {
      const kind = transactionKind(instruction.transaction);
      if (kind === undefined) throw new PlanError(`${instruction.transaction} is not understood`);
      // A step that names the patient of another test is about that one, wherever patients are put into its message.
      const patient = step.altPatientId ? about : named;
      const sending = { kind, step, instruction, replacements, patientId: patient };
      findings.push(...(await exchange(sending, state, context)));
    }
    if (findings.length === 0) {
      findings.push(...assertionFindings(instruction.assertions, assertionData(state, ledger), replacements));
    }
    return { findings, patientId };
  } catch (error) {
    return { findings: [error instanceof Error ? error.message : String(error)], patientId };
  }
}
