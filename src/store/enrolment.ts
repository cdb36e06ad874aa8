import type { Affiliate, EnrolmentStatus, InsuredPerson, KeptCode } from '../model/enrolment.ts';

/** A page of insured persons in the order of their keys. */
export interface InsuredPage {
  /** The last key of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

/** What the rules of enrolment look up. Nothing of it is shown to a caller as it is. */
export interface EnrolmentReads {
  /** By the present INS, or by one that it has replaced. */
  byIns(ins: string, authority: string): Promise<InsuredPerson | undefined>;
  byKey(key: number): Promise<InsuredPerson | undefined>;
  /** When the campaign was started, ISO 8601 UTC. */
  campaignStarted(): Promise<string | undefined>;
  /** Whom no campaign has reached yet. */
  eligible(page: InsuredPage): Promise<readonly InsuredPerson[]>;
  /** Notified persons whose opposition period has ended at an instant (ISO 8601 UTC). */
  periodEnded(at: string, page: InsuredPage): Promise<readonly InsuredPerson[]>;
  /** Those whose principal representative has this INS. */
  dependantsOf(ins: string, authority: string): Promise<readonly InsuredPerson[]>;
  /** Those whose principal parent shares their record with the parent of this INS. */
  sharedTo(ins: string, authority: string): Promise<readonly InsuredPerson[]>;
  /** INS of the parents with whom the principal one shares the record of a child, by the key of its enrolment. */
  sharedWith(key: number): Promise<readonly string[]>;
  /** How many persons there are in each status; a status that nobody has is left out. */
  counts(): Promise<Readonly<Partial<Record<EnrolmentStatus, number>>>>;
  /** Patients whose documents are to be deleted at an instant (ISO 8601 UTC), those asked for first first. */
  erasuresDue(at: string, limit: number): Promise<readonly number[]>;
  /** When the documents of a patient will be deleted, where that has been asked for and not been done: ISO 8601 UTC. */
  erasureOf(patientKey: number): Promise<string | undefined>;
  /** Ids of every object that is filed under a patient, whoever may see it; for its removal only. */
  filedIds(patientKey: number): Promise<readonly string[]>;
}

/** What must still hold when the unit is written, so that of two requests at once only one counts. */
export interface ExpectedEnrolment {
  readonly key: number;
  readonly expected: EnrolmentStatus;
  /** Hash of the code that the decision was made with: a code serves once. */
  readonly codeHash?: string;
}

export type EnrolmentCommand =
  /**
   * Adds a person, or brings what is known of her up to date, and with it how the patient of a record is reached; how far she
   * has come stays. With `former`, her enrolment and her record go under the present INS. Conflicts: `identifier-exists` where
   * the ids lead to several patients, `enrolments-differ`, `ins-replaced`.
   */
  | { readonly kind: 'import-affiliate'; readonly affiliate: Affiliate }
  /** Starting a campaign that has been started changes nothing. */
  | { readonly kind: 'start-campaign'; readonly at: string }
  /** Replaces the code. Of an eligible person it starts the opposition period; of others the period stays as it is. */
  | ({
      readonly kind: 'issue-code';
      readonly code: KeptCode;
      readonly at: string;
      readonly periodEndsAt: string;
    } & ExpectedEnrolment)
  /**
   * Opens the record of a person: that which her INS leads to, or a new one. Without `activated` a record that has been closed
   * stays so. `ticket`: what the person makes an account with, a digest as `issue-ticket` has it. She, or the parent who stands for
   * her, is reached from then on as health insurance knows.
   */
  | ({
      readonly kind: 'enrol';
      readonly activated: boolean;
      readonly at: string;
      readonly ticket?: { readonly digest: string; readonly until: string };
    } & ExpectedEnrolment)
  /** No record is created, and one that is open is closed. */
  | ({ readonly kind: 'oppose'; readonly at: string } & ExpectedEnrolment)
  /**
   * Shares the record of a child with a parent beside the principal one (INS of both), until it is taken back or health insurance
   * names others. Sharing again changes nothing; `enrolment-changed` where the two are not those parents.
   */
  | {
      readonly kind: 'share-child';
      readonly key: number;
      readonly principal: string;
      readonly parent: string;
      readonly at: string;
    }
  /** Ending what is not shared changes nothing. */
  | { readonly kind: 'end-sharing'; readonly key: number; readonly parent: string }
  /** Opens a closed record again, with everything in it. */
  | { readonly kind: 'reopen-record'; readonly patientKey: number }
  /** Asking again changes nothing. */
  | { readonly kind: 'ask-erasure'; readonly patientKey: number; readonly at: string; readonly dueAt: string }
  /** Taken back, or done. */
  | { readonly kind: 'end-erasure'; readonly patientKey: number };

export type EnrolmentConflict =
  /** Not as expected any more: another request was faster. */
  | { readonly conflict: 'enrolment-changed'; readonly key: number }
  /** Enrolments of one person under several INS have gone different ways. */
  | { readonly conflict: 'enrolments-differ'; readonly value: string }
  /** The INS is known to have been replaced by another. */
  | { readonly conflict: 'ins-replaced'; readonly value: string }
  /** No erasure is waiting. */
  | { readonly conflict: 'erasure-missing'; readonly patientKey: number };
