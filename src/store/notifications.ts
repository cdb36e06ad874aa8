import type { KnownContact, Notification } from '../model/notification.ts';

/** A notification that is to be delivered, in the hands of one server until its claim ends. */
export interface ClaimedNotification extends Notification {
  /** Stays the same over all tries: a UUID. */
  readonly id: string;
  /** When it was queued, ISO 8601 UTC. */
  readonly at: string;
  /** Tries before this one. */
  readonly attempts: number;
}

/** How full the queue is, for the operator. */
export interface QueueState {
  readonly waiting: number;
  /** When the oldest of those that wait was queued, ISO 8601 UTC; left out where none waits. */
  readonly oldest?: string;
}

export interface NotificationReads {
  /** What a claim has got hold of: one-time codes first, then in the order of queueing. */
  claimed(claimant: string): Promise<readonly ClaimedNotification[]>;
  queue(): Promise<QueueState>;
  /** Whether the first access of a professional to a record has been told: saves most reads a write. */
  accessTold(patientKey: number, professional: string): Promise<boolean>;
  /**
   * Open records whose last yearly letter or, where there was none, creation lies before an instant (ISO 8601 UTC), among
   * the next `limit` records after a patient's key. `last`: the key that this page ended at; left out after the last record.
   */
  statementsDue(page: {
    readonly before: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<{ readonly patientKeys: readonly number[]; readonly last?: number }>;
  /** Every known contact of one owner. */
  contacts(of: KnownContact['of']): Promise<readonly KnownContact[]>;
}

/** What became of a try. `statement`: kept for the yearly letter; `dropped`: nobody is to be told any more. */
export type Settlement =
  | { readonly as: 'sent' | 'statement' | 'dropped' | 'given-up' }
  /** To be tried again at an instant, ISO 8601 UTC. */
  | { readonly as: 'retry'; readonly due: string };

export type NotificationCommand =
  /** Queues a notification; it commits with the unit that it stands in. */
  | { readonly kind: 'notify'; readonly notification: Notification; readonly at: string }
  /**
   * Tells the patient of documents, each once ever. `logicalIds`: those that a reader of the patient's mail may know of.
   * `quietly`: the patient knows of them already, and nothing is queued, now or later.
   */
  | {
      readonly kind: 'tell-documents';
      readonly patientKey: number;
      readonly logicalIds: readonly string[];
      readonly at: string;
      readonly quietly: boolean;
    }
  /** Tells the patient that a professional has been in the record, the first time only. */
  | {
      readonly kind: 'tell-access';
      readonly patientKey: number;
      readonly professional: string;
      readonly at: string;
    }
  /**
   * Tells the patient and each médecin traitant, but the caller and whom the patient blocks, of an access in an emergency.
   * `since`: each no more than once after that instant (ISO 8601 UTC) for the same professional, however many requests the
   * access takes. `patientTold`: false where the patient's mail may be read by those whom the access is kept from.
   */
  | {
      readonly kind: 'tell-emergency';
      readonly patientKey: number;
      readonly professional: string;
      readonly since: string;
      readonly at: string;
      readonly patientTold: boolean;
    }
  | { readonly kind: 'keep-contact'; readonly contact: KnownContact }
  /** Forgets what one source told of an owner; without a source, everything. */
  | {
      readonly kind: 'forget-contact';
      readonly of: KnownContact['of'];
      readonly source?: KnownContact['source'];
    }
  /** Takes up to `limit` notifications that are due and in nobody's hands, until `until`; one-time codes before others. */
  | {
      readonly kind: 'claim-notifications';
      readonly claimant: string;
      readonly at: string;
      readonly until: string;
      readonly limit: number;
    }
  /** Ends a claim. Has no effect when another server has taken the notification since. */
  | {
      readonly kind: 'settle-notification';
      readonly id: string;
      readonly claimant: string;
      readonly at: string;
      readonly settlement: Settlement;
    }
  /** Queues the yearly letter of an open record, unless another server has done so: its last one lies before `before`. */
  | {
      readonly kind: 'queue-statement';
      readonly patientKey: number;
      readonly before: string;
      readonly at: string;
    };
