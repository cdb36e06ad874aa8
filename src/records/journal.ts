import type { StoredEvent } from '../model/event.ts';
import type { PatientIdentifier } from '../model/record.ts';

/** A part of a journal. */
export interface Journal {
  /** Of the whole that was asked for. */
  readonly total: number;
  readonly traces: readonly JournalTrace[];
}

/** A trace as its reader may have it. */
export interface JournalTrace {
  readonly event: StoredEvent;
  /** Undefined where the reader must not learn whose record it was. */
  readonly patient: PatientIdentifier | undefined;
  /** Whether what came of it is told. */
  readonly outcome: boolean;
}
