import { actorOf } from './audit/access-event.ts';
import type { Access, Authorizer, Call } from './authorization/access.ts';
import { isRefusal, loggedFaults, type Refusal, refuse } from './errors.ts';
import type { AccessEvent, EventType } from './model/event.ts';
import { parseCx, sameCx } from './model/hl7v2.ts';
import type { Log } from './model/log.ts';
import type { Authorisation, MedicalRecord } from './model/record.ts';
import type { Right } from './model/right.ts';
import type { Granted } from './model/scope.ts';
import type { Subject } from './model/subject.ts';
import { type Conflict, isConflict, type Store, type WriteCommand } from './store/store.ts';

export type { Access, Authorization, Authorizer, Call } from './authorization/access.ts';

/** Whose record a request is about. */
export type RecordReference =
  | { readonly patientId: string }
  | { readonly entryUuid: string }
  /** By the patient's key, which the logical id of a FHIR Patient carries. */
  | { readonly patientKey: number }
  /** The record that the caller's own assertion or token names. */
  | { readonly ofSubject: true };

export interface Outcome<Answer> {
  readonly answer: Answer;
  /** Written with the trace, in one unit. */
  readonly writes?: readonly WriteCommand[];
  /**
   * What becomes of the answer when the store refuses the unit. `already-done`: the same has been written by another
   * request in between, so the answer stands and only its trace is written.
   */
  readonly onConflict?: (conflict: Conflict) => Promise<Refusal | 'already-done'>;
  /** Frees what `run` prepared (kept content) when the unit was not written, for whatever reason. */
  readonly abandon?: () => Promise<void>;
  /** uniqueIds that the trace names. */
  readonly documents: readonly string[];
  /** The caller asked for something that it may not have and learns only that it is not there. */
  readonly refusedQuietly?: boolean;
}

/** What every request goes through: the record, the right, the run, the trace. One value per transaction. */
export interface Transaction<Request, Answer> {
  readonly event: EventType;
  readonly action: AccessEvent['action'];
  /** What authorization is asked: the same for every request, or chosen by what the request says. */
  readonly right: Right | ((request: Request) => Right);
  readonly record: (request: Request) => RecordReference | Refusal;
  readonly run: (request: Request, access: Granted<Access>) => Promise<Outcome<Answer> | Refusal>;
}

export interface TransactionHost {
  readonly store: Store;
  readonly authorizer: Authorizer;
  /** Whether a request must name a record that exists (every domain of the DMP). */
  readonly recordsRequired: boolean;
  readonly oneTimeAssertions: { readonly until: (call: Call) => string } | undefined;
  readonly log: Log;
}

export type Execute = <Request, Answer>(
  transaction: Transaction<Request, Answer>,
  request: Request,
  call: Call,
) => Promise<Answer | Refusal>;

function eventOf(
  transaction: Pick<Transaction<never, unknown>, 'event' | 'action'>,
  call: Call,
  more: Pick<AccessEvent, 'granted' | 'reason' | 'documents'> & { patientKey?: number; patientId?: string },
): WriteCommand {
  const { patientKey, patientId, ...rest } = more;
  return {
    kind: 'record-event',
    event: {
      type: transaction.event,
      action: transaction.action,
      at: call.at,
      ...rest,
      ...(patientKey === undefined ? (patientId === undefined ? {} : { patientId }) : { patientKey }),
      subject: actorOf(call.subject),
      from: call.from,
      requestId: call.requestId,
    },
  };
}

interface Found {
  readonly record: MedicalRecord | undefined;
  readonly patientId?: string;
  /** A denial must look as if the thing were absent: it was found by an id that the caller may have guessed. */
  readonly byId: boolean;
}

async function findRecord(
  host: TransactionHost,
  reference: RecordReference,
  subject: Subject,
): Promise<Found | Refusal> {
  if ('entryUuid' in reference || 'patientKey' in reference) {
    const key =
      'patientKey' in reference ? reference.patientKey : await host.store.documents.locate(reference);
    const record = key === undefined ? undefined : await host.store.records.byKey(key);
    const sought = 'patientKey' in reference ? `patient ${key}` : `entry ${reference.entryUuid}`;
    if (record === undefined) return refuse('NotFound', `no ${sought}`);
    const cx = subject.patientId === undefined ? undefined : parseCx(subject.patientId);
    const own =
      cx === undefined ||
      record.identifiers.some((id) => id.value === cx.value && id.authority === cx.authority);
    return own ? { record, byId: true } : refuse('NotFound', `${sought} of another patient`);
  }
  const patientId = 'patientId' in reference ? reference.patientId : subject.patientId;
  if (patientId === undefined) {
    return host.recordsRequired
      ? refuse('AssertionPatient', 'no patient named by request, assertion or token')
      : { record: undefined, byId: false };
  }
  const cx = parseCx(patientId);
  if (subject.patientId !== undefined && !sameCx(cx, parseCx(subject.patientId))) {
    return refuse('AssertionPatient', 'request for another patient than the assertion or token');
  }
  return { record: await host.store.records.byIdentifier(cx.value, cx.authority), patientId, byId: false };
}

/** Makes the one way through of a server. */
export function transactionRunner(host: TransactionHost): Execute {
  return async (transaction, request, call) => {
    const trace = async (
      refusal: Refusal,
      patient: { patientKey?: number; patientId?: string },
      reason: string = refusal.refused[0].code,
    ): Promise<Refusal> => {
      host.log('warn', 'refused', {
        event: transaction.event,
        requestId: call.requestId,
        reason,
        faults: loggedFaults(refusal),
      });
      const written = await host.store.write([
        eventOf(transaction, call, { granted: false, reason, documents: [], ...patient }),
      ]);
      if (isConflict(written)) throw new Error(`trace not written: ${written.conflict}`);
      return refusal;
    };

    const reference = transaction.record(request);
    if (isRefusal(reference)) return trace(reference, optionalPatient(call.subject.patientId));
    const found = await findRecord(host, reference, call.subject);
    if (isRefusal(found)) return trace(found, optionalPatient(call.subject.patientId));

    const { record } = found;
    const patient =
      record === undefined ? optionalPatient(found.patientId) : { patientKey: record.patient.key };
    const authorisation = await authorisationOf(host.store, record, call.subject);
    const right = typeof transaction.right === 'function' ? transaction.right(request) : transaction.right;
    const decision = host.authorizer.authorize(right, call, record, authorisation);
    if (decision.access === undefined) {
      const hidden = found.byId ? refuse('NotFound', decision.reason) : denied(decision.reason);
      return trace(hidden, patient, decision.reason);
    }

    const outcome = await transaction.run(request, decision.access).catch(async (error: unknown) => {
      // The attempt leaves its trace; why it failed goes to the log, where the exception ends up.
      await trace(refuse('Internal', 'exception'), patient).catch(() => undefined);
      throw error;
    });
    const why = decision.granted ? 'document-hidden' : decision.reason;
    if (isRefusal(outcome)) {
      // What was found by its id exists: the scope hides it. The patient's own journal must not tell so either.
      const hidden = found.byId && outcome.refused[0].code === 'NotFound' && call.subject.kind !== 'patient';
      return trace(outcome, patient, hidden ? why : undefined);
    }
    const granted = decision.granted && outcome.refusedQuietly !== true;
    const event = eventOf(transaction, call, {
      granted,
      reason: granted ? decision.reason : why,
      documents: outcome.documents,
      ...patient,
    });
    const write = (writes: readonly WriteCommand[]) =>
      host.store.write([...assertionUse(host, call), ...writes, event]);
    const replayed = (assertion: string) => trace(refuse('AssertionReplayed', assertion), patient);

    const written = await write(outcome.writes ?? []).catch(async (error: unknown) => {
      await outcome.abandon?.();
      throw error;
    });
    if (!isConflict(written)) return outcome.answer;
    await outcome.abandon?.();
    if (written.conflict === 'assertion-used') return replayed(written.id);
    if (outcome.onConflict === undefined) throw new Error(`unexpected conflict: ${written.conflict}`);
    const instead = await outcome.onConflict(written);
    if (instead !== 'already-done') return trace(instead, patient);
    const traced = await write([]);
    if (!isConflict(traced)) return outcome.answer;
    if (traced.conflict === 'assertion-used') return replayed(traced.id);
    throw new Error(`trace not written: ${traced.conflict}`);
  };
}

/** Marks the assertion of a call as used, where it may be used once. */
function assertionUse({ oneTimeAssertions }: TransactionHost, call: Call): readonly WriteCommand[] {
  if (oneTimeAssertions === undefined || !isAssertion(call.subject)) return [];
  const { id, issuer } = call.subject.evidence;
  return [{ kind: 'use-assertion', id, issuer, until: oneTimeAssertions.until(call) }];
}

/** Access tokens are made to be used again within their life; a setting can make a VIHF good for one use. */
function isAssertion({ mode, evidence }: Subject): boolean {
  return evidence.id !== '' && (mode === 'DIRECTE' || mode === 'INDIRECTE' || mode === 'INDIRECTE_RENFORCEE');
}

function optionalPatient(patientId: string | undefined): { patientId?: string } {
  return patientId === undefined ? {} : { patientId };
}

/** A record that is absent, closed or opposed is told in the standard's words; everything else is a lack of rights. */
function denied(reason: string): Refusal {
  // What the caller can do about it is said; it tells nothing of the documents.
  if (reason === 'authorisation-missing') return refuse('AuthorisationMissing', reason);
  return reason === 'record-absent' || reason === 'record-closed'
    ? refuse('XDSUnknownPatientId', reason)
    : refuse('AccessDenied', reason);
}

async function authorisationOf(
  store: Store,
  record: MedicalRecord | undefined,
  subject: Subject,
): Promise<Authorisation | undefined> {
  if (record === undefined || subject.kind === 'patient') return undefined;
  const own = await store.records.authorisation(record.patient.key, subject.id);
  if (own?.holderKind === (subject.kind === 'professional' ? 'professional' : 'structure')) return own;
  if (subject.structure === undefined) return undefined;
  const ofStructure = await store.records.authorisation(record.patient.key, subject.structure.id);
  return ofStructure?.holderKind === 'structure' ? ofStructure : undefined;
}
