import type { Refusal } from '../errors.ts';
import type { Transaction } from '../transaction.ts';
import type { Message } from './message.ts';

/** The HL7 v2 form of a transaction. What it answers is not written: an accepted message gets AA and nothing more. */
export interface Hl7v2Transaction<Request> {
  /** MSH-9, type and trigger events. */
  readonly type: string;
  readonly events: readonly string[];
  readonly read: (message: Message) => Request | Refusal;
  readonly transaction: Transaction<Request, unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: a listener holds transactions of several request types
export type AnyHl7v2Transaction = Hl7v2Transaction<any>;
