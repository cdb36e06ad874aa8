import { actorOf } from '../audit/access-event.ts';
import type { Call } from '../authorization/access.ts';
import { loggedFaults, type Refusal } from '../errors.ts';
import type { AccessEvent, EventType } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import type { Subject } from '../model/subject.ts';
import { isConflict, type Store, type WriteCommand } from '../store/store.ts';

/** Whose journal a trace is for: the patient's key or, where no record is known, the id as the caller gave it. */
export type Concerned = Pick<AccessEvent, 'patientKey' | 'patientId'>;

/** What a trace tells one patient: uniqueIds of documents that are that patient's, and the action where it is another. */
export type PatientDocuments = Concerned &
  Pick<AccessEvent, 'documents'> &
  Partial<Pick<AccessEvent, 'action'>>;

/** What a transaction is called in its traces. */
export interface Traced {
  readonly event: EventType;
  readonly action: AccessEvent['action'];
}

/** To what end a caller acts, where its request says so. */
export type Declared = Pick<Subject, 'purpose' | 'reason'>;

/** What a request says of itself, for all of its traces. */
export type Told = Pick<AccessEvent, 'submissionSet' | 'query'> & { readonly declared?: Declared };

/** The command that writes one trace of a call. */
export function eventOf(
  transaction: Traced,
  call: Call,
  more: Pick<AccessEvent, 'granted' | 'reason'> & Told & PatientDocuments,
): WriteCommand {
  const { patientKey, patientId, declared, ...rest } = more;
  return {
    kind: 'record-event',
    event: {
      type: transaction.event,
      action: transaction.action,
      at: call.at,
      ...rest,
      ...(patientKey === undefined ? (patientId === undefined ? {} : { patientId }) : { patientKey }),
      subject: actorOf({ ...call.subject, ...declared }),
      from: call.from,
      requestId: call.requestId,
    },
  };
}

export type RefusalTracer = (
  refusal: Refusal,
  patients: readonly Concerned[],
  reason?: string,
  writes?: readonly WriteCommand[],
) => Promise<Refusal>;

/**
 * Makes what logs a refusal, writes its trace for each patient concerned and hands it back to be answered.
 * @param about what else each trace tells.
 * @returns a function whose `reason` is what the trace says where that is more than the code that the caller gets, and whose
 * `writes` are written in one unit with the trace, or left out where the store refuses them.
 */
export function refusalTracer(
  { store, log }: { readonly store: Pick<Store, 'write'>; readonly log: Log },
  transaction: Traced,
  call: Call,
  about: Told,
): RefusalTracer {
  return async (refusal, patients, reason = refusal.refused[0].code, writes = []) => {
    log('warn', 'refused', {
      event: transaction.event,
      requestId: call.requestId,
      reason,
      faults: loggedFaults(refusal),
    });
    const events = patients.map((patient) =>
      eventOf(transaction, call, { granted: false, reason, documents: [], ...about, ...patient }),
    );
    const together = await store.write([...writes, ...events]);
    const written = isConflict(together) && writes.length > 0 ? await store.write(events) : together;
    if (isConflict(written)) throw new Error(`trace not written: ${written.conflict}`);
    return refusal;
  };
}

/** A trace that concerns no patient in particular is one all the same. */
export function concerned(patientIds: readonly (string | undefined)[] = []): readonly Concerned[] {
  const known = patientIds.filter((patientId) => patientId !== undefined);
  return known.length === 0 ? [{}] : known.map((patientId) => ({ patientId }));
}

/** Whom a trace is for, without what was to be done. */
export function concernedBy({ patientKey, patientId }: Concerned): Concerned {
  return {
    ...(patientKey === undefined ? {} : { patientKey }),
    ...(patientId === undefined ? {} : { patientId }),
  };
}
