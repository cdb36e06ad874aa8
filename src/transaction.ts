import type { Access, Authorizer, Call } from './authorization/access.ts';
import { standingOf, withDeclaredReason } from './authorization/caller-standing.ts';
import { representationOf } from './authorization/representation.ts';
import { isRefusal, type Refusal, type RefusalCode, refuse } from './errors.ts';
import { isMinor } from './model/enrolment.ts';
import type { AccessEvent, Act, EventType } from './model/event.ts';
import type { Log } from './model/log.ts';
import type { Right } from './model/right.ts';
import type { Granted } from './model/scope.ts';
import { type Conflict, isConflict, type Store, type WriteCommand } from './store/store.ts';
import { assertionUse, type OneTimeAssertions } from './transaction/assertion-use.ts';
import { findRecord, type RecordReference } from './transaction/find-record.ts';
import { type TellingPolicy, tellings } from './transaction/tellings.ts';
import {
  type Concerned,
  concerned,
  concernedBy,
  type Declared,
  eventOf,
  type PatientDocuments,
  refusalTracer,
} from './transaction/trace.ts';

export type { Access, Authorization, Authorizer, Call, RecordListing } from './authorization/access.ts';
export type { RecordReference } from './transaction/find-record.ts';
export type { PatientDocuments } from './transaction/trace.ts';

/** What a request is about, beside patients and documents. */
export interface About extends Pick<AccessEvent, 'submissionSet'> {
  readonly query?: () => string;
  /** The purpose and reason that the request itself declares, beside those of the caller. */
  readonly declared?: Declared;
}

/** A refusal by `run`. */
export type Refused = Refusal & {
  /** Whom it concerns of those whom the request does not name: each gets a trace of its own. */
  readonly concerned?: readonly Concerned[];
  /** Anybody can cause it without end: so many leave a trace each, the others are counted (decision 0018). */
  readonly crowded?: true;
  /**
   * Written with the trace, in one unit, so that it costs the caller no more time than any other refusal; of one that is
   * crowded nothing is. Where the store refuses them the refusal stands, and its trace is written alone.
   */
  readonly writes?: readonly WriteCommand[];
};

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
  /** What follows once the unit is on disk. When it fails, the answer stands: whatever is left is for a later time. */
  readonly afterwards?: () => Promise<void>;
  /** uniqueIds that the trace names. */
  readonly documents: readonly string[];
  /**
   * The same by patient, for what concerned others than the one patient of the request: each gets a trace of its own. Left
   * out or empty, the one trace names `documents`.
   */
  readonly byPatient?: readonly PatientDocuments[];
  /**
   * What was done, where that says more than the name of the transaction: each gets a trace of its own, with its documents.
   * Left out or empty, the one trace has the name of the transaction.
   */
  readonly acts?: readonly Act[];
  /**
   * The caller asked for something that it may not have and learns only that it is not there. The code is for the trace, which
   * is that of a refusal where `documents` is empty.
   */
  readonly refusedQuietly?: boolean | RefusalCode;
  /**
   * Something was asked for beside `documents` and was not handed out: hidden or absent alike, since the trace that tells so is
   * read by people from whom it may be hidden.
   */
  readonly inPart?: boolean;
}

/** What every request goes through: the record, the right, the run, the trace. One value per transaction. */
export interface Transaction<Request, Answer> {
  readonly event: EventType;
  readonly action: AccessEvent['action'];
  /** What authorization is asked: the same for every request, or chosen by what the request says. */
  readonly right: Right | ((request: Request) => Right);
  readonly record: (request: Request) => RecordReference | Refusal;
  /** What else its traces tell, whatever comes of the request; the text of a query only where the server keeps queries. */
  readonly about?: (request: Request) => About;
  readonly run: (request: Request, access: Granted<Access>) => Promise<Outcome<Answer> | Refused>;
}

export interface TransactionHost {
  readonly store: Store;
  readonly authorizer: Authorizer;
  /** Whether a request must name a record that exists (every domain of the DMP). */
  readonly recordsRequired: boolean;
  /** Whether traces hold the text of queries, as audit messages demand (ATNA). */
  readonly keepsQueries: boolean;
  readonly oneTimeAssertions: OneTimeAssertions | undefined;
  /** Traces what is crowded; left out, each leaves a trace. */
  readonly rejectCrowded?: (refusal: Refusal, call: Call) => Promise<void>;
  /** What patients are told of; left out where patients have no records and are told nothing. */
  readonly tells?: TellingPolicy;
  readonly log: Log;
}

export type Execute = <Request, Answer>(
  transaction: Transaction<Request, Answer>,
  request: Request,
  call: Call,
) => Promise<Answer | Refusal>;

/** Makes the one way through of a server. */
export function transactionRunner(host: TransactionHost): Execute {
  return async (transaction, request, caller) => {
    const { query, ...named } = transaction.about?.(request) ?? {};
    const about = { ...named, ...(host.keepsQueries && query !== undefined ? { query: query() } : {}) };
    const trace = refusalTracer(host, transaction, caller, about);

    const reference = transaction.record(request);
    if (isRefusal(reference)) return trace(reference, concerned([caller.subject.patientId]));
    const found = await findRecord(host, reference, caller.subject);
    if (isRefusal(found)) return trace(found, concerned([caller.subject.patientId]));

    const { record } = found;
    const patients =
      record === undefined ? concerned(found.patientIds) : [{ patientKey: record.patient.key }];
    const standing = {
      ...(await standingOf(host.store.choices, record, caller.subject)),
      ...(await representationOf(host.store, record, caller.subject, caller.at)),
    };
    const call = withDeclaredReason(caller, standing);
    const right = typeof transaction.right === 'function' ? transaction.right(request) : transaction.right;
    const decision = host.authorizer.authorize(right, call, record, standing);
    if (decision.access === undefined) {
      const hidden = found.byId ? refuse('NotFound', decision.reason) : denied(decision.reason);
      return trace(hidden, patients, decision.reason);
    }

    const outcome = await transaction.run(request, decision.access).catch(async (error: unknown) => {
      // The attempt leaves its trace; why it failed goes to the log, where the exception ends up.
      await trace(refuse('Internal', 'exception'), patients).catch(() => undefined);
      throw error;
    });
    const why = decision.granted ? 'document-hidden' : decision.reason;
    if (isRefusal(outcome)) {
      if (outcome.crowded === true && host.rejectCrowded !== undefined) {
        await host.rejectCrowded(outcome, call);
        return outcome;
      }
      // What was found by its id exists: the scope hides it. The patient's own journal must not tell so either.
      const hidden = found.byId && outcome.refused[0].code === 'NotFound' && call.subject.kind !== 'patient';
      const { concerned: others = [], writes = [] } = outcome;
      return trace(outcome, others.length > 0 ? others : patients, hidden ? why : undefined, writes);
    }
    const { documents, byPatient = [], acts = [], refusedQuietly: quietly = false } = outcome;
    // What is handed out was granted: something else that is asked for beside it must not hide that.
    const granted = decision.granted && (quietly === false || documents.length > 0);
    const reason = granted ? decision.reason : typeof quietly === 'string' ? quietly : why;
    const inPart = granted && documents.length > 0 && outcome.inPart === true;
    const { event, action } = transaction;
    const done = acts.length > 0 ? acts : [{ event, documents }];
    const told =
      byPatient.length > 0
        ? byPatient.map((one) => ({ event, ...one }))
        : patients.flatMap((one) => done.map((act) => ({ ...act, ...one })));
    const events = told.map(({ event, ...one }) =>
      eventOf({ event, action }, call, {
        granted,
        reason: inPart ? 'granted-in-part' : reason,
        ...about,
        ...one,
      }),
    );
    const write = (writes: readonly WriteCommand[]) =>
      host.store.write([...assertionUse(host.oneTimeAssertions, call), ...writes, ...events]);
    const whom = byPatient.length > 0 ? byPatient.map(concernedBy) : patients;
    const replayed = (assertion: string) => trace(refuse('AssertionReplayed', assertion), whom);

    const { writes = [] } = outcome;
    const patientKey = record?.patient.key;
    // A claim of the caller's, which must not silence what is told to an adult.
    const secret =
      call.subject.secretConnection && (record === undefined || isMinor(record.patient, call.at));
    const tells =
      granted && host.tells !== undefined
        ? await tellings(host.tells, host.store, call, { right, reason, patientKey, secret, writes })
        : [];
    const written = await write([...writes, ...tells]).catch(async (error: unknown) => {
      await outcome.abandon?.();
      throw error;
    });
    if (!isConflict(written)) {
      await outcome.afterwards?.().catch((error: unknown) => {
        host.log('error', 'left undone', { event, requestId: call.requestId, error: String(error) });
      });
      return outcome.answer;
    }
    await outcome.abandon?.();
    if (written.conflict === 'assertion-used') return replayed(written.id);
    if (outcome.onConflict === undefined) throw new Error(`unexpected conflict: ${written.conflict}`);
    const instead = await outcome.onConflict(written);
    if (instead !== 'already-done') return trace(instead, whom);
    const traced = await write([]);
    if (!isConflict(traced)) return outcome.answer;
    if (traced.conflict === 'assertion-used') return replayed(traced.id);
    throw new Error(`trace not written: ${traced.conflict}`);
  };
}

/** A record that is absent, closed or opposed is told in the standard's words; everything else is a lack of rights. */
function denied(reason: string): Refusal {
  // What the caller can do about it is said; it tells nothing of the documents.
  if (reason === 'authorisation-missing') return refuse('AuthorisationMissing', reason);
  return reason === 'record-absent' || reason === 'record-closed'
    ? refuse('XDSUnknownPatientId', reason)
    : refuse('AccessDenied', reason);
}
