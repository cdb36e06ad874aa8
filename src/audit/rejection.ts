import { loggedFaults, type Refusal } from '../errors.ts';
import type { Log } from '../model/log.ts';
import type { Subject } from '../model/subject.ts';
import type { Store } from '../store/store.ts';
import { actorOf } from './access-event.ts';

/** What was refused before any transaction began: a certificate, an assertion, a token, a message that could not be read. */
export interface Rejection {
  readonly type: 'TLS' | 'SOAP' | 'FHIR' | 'ITI-8' | 'SIGN-IN' | 'ACCOUNT';
  readonly from: string;
  readonly requestId: string;
  readonly at: string;
  /** Who asked, once that is known; the trace then stands in the journal of the patient of its assertion or token. */
  readonly subject?: Subject | undefined;
  /** How many attempts that failed alike this one stands for, where they were counted. */
  readonly times?: number;
  /** Whether it must cost a commit even where it is only counted: its time must not tell it from one that stands in a journal. */
  readonly costsCommit?: boolean;
  /** DN, id or action as far as it is known; goes to the log. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Makes the trace of a rejection; the face calls it before it answers. */
export type Reject = (refusal: Refusal, rejection: Rejection) => Promise<void>;

export function rejectionTracer({
  store,
  log,
}: {
  readonly store: Pick<Store, 'write'>;
  readonly log: Log;
}): Reject {
  return async (refusal, { type, from, requestId, at, subject, times, facts }) => {
    const counted = times === undefined ? {} : { times };
    log('warn', 'rejected', { type, requestId, faults: loggedFaults(refusal), ...counted, ...facts });
    const patientId = subject?.patientId;
    await store.write([
      {
        kind: 'record-event',
        event: {
          type,
          action: 'E',
          at,
          granted: false,
          reason: refusal.refused[0].code,
          ...(subject === undefined ? {} : { subject: actorOf(subject) }),
          ...(patientId === undefined ? {} : { patientId }),
          from,
          requestId,
          documents: [],
          ...counted,
        },
      },
    ]);
  };
}
