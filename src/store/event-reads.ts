import type { StoredEvent } from '../model/event.ts';
import type { PurposeOfUse } from '../model/subject.ts';
import type { TimeRange } from './store.ts';

export interface JournalPage {
  readonly limit: number;
  readonly offset: number;
}

/** Which traces of a journal are meant; without any, all of them. */
export interface JournalCriteria {
  readonly date?: TimeRange;
  /** uniqueId of a document that the trace names. */
  readonly document?: string;
  /** `Subject.id` of whoever acted. */
  readonly subject?: string;
  /** To what end it was done, any of these. */
  readonly purposes?: readonly PurposeOfUse[];
  /** Leaves out what was done under a secret connection. */
  readonly withoutSecret?: boolean;
  /** `Subject.id`: leaves out what it did by a token, which names no patient, and was shown no document. */
  readonly exceptInVainBy?: string;
}

/** Which traces of the whole chain are meant. */
export interface TraceSelection extends JournalCriteria {
  /** With those of patients who have been merged into this one. */
  readonly patientKey?: number;
}

export interface EventReads {
  /** Newest first, with those of patients who have been merged into this one. */
  ofPatient(
    patientKey: number,
    page: JournalPage,
    criteria?: JournalCriteria,
  ): Promise<readonly StoredEvent[]>;
  countOfPatient(patientKey: number, criteria?: JournalCriteria): Promise<number>;
  /** What a professional did or tried, on whatever record, newest first. @param subjectId `Subject.id`. */
  ofProfessional(
    subjectId: string,
    page: JournalPage,
    criteria?: JournalCriteria,
  ): Promise<readonly StoredEvent[]>;
  countOfProfessional(subjectId: string, criteria?: JournalCriteria): Promise<number>;
  /** When someone last had access to the record of a patient, listings of it aside (ISO 8601 UTC). @param subjectId `Subject.id`. */
  lastAccess(patientKey: number, subjectId: string): Promise<string | undefined>;
  /** The chain in order: the whole of it, for verification, or what is selected. */
  all(selection?: TraceSelection): AsyncIterable<StoredEvent>;
  /** The next events of the chain after one, in order. */
  after(sequence: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Sequence of the last event that has reached an audit record repository; of the chain's last when it is new here. */
  delivered(destination: string): Promise<number>;
}
