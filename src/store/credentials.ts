/** What a patient signs in with. */
export interface PatientAccount {
  /** Made by us; tokens name it as their subject. */
  readonly id: string;
  readonly patientKey: number;
  /** In lower case. */
  readonly identifier: string;
  /** The hash of the password, with its parameters. */
  readonly password: string;
  readonly email: string;
  readonly mobile?: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

/** An account that is being made: its address is proved by a code first. */
export interface PendingAccount
  extends Pick<PatientAccount, 'identifier' | 'password' | 'email' | 'mobile'> {}

/** A one-time code that was sent. */
export interface SentCode {
  /** Keyed digest of the code. */
  readonly digest: string;
  /** What it was sent for: an account that signs in, or one that is being made. */
  readonly of: { readonly account: string } | { readonly pending: PendingAccount };
  /** ISO 8601 UTC. */
  readonly until: string;
}

/** What sign-in looks up. Digests are SHA-256, base64url; what they are of is never stored. */
export interface CredentialReads {
  accountByIdentifier(identifier: string): Promise<PatientAccount | undefined>;
  accountById(id: string): Promise<PatientAccount | undefined>;
  /** The patient of a ticket that has not been used and has not ended. */
  ticket(digest: string, at: string): Promise<{ readonly patientKey: number } | undefined>;
  /** The code that was sent last under a key, if it has not ended. */
  code(key: string, at: string): Promise<SentCode | undefined>;
}

/** Something tried under a key: a password of an identifier, a code, a ticket from an address. */
export interface TryLimit {
  readonly key: string;
  /** How many are allowed within the window. */
  readonly most: number;
  readonly windowMinutes: number;
}

export type CredentialCommand =
  /** A one-time ticket with which a patient makes an account, or makes it anew. */
  | {
      readonly kind: 'issue-ticket';
      readonly digest: string;
      readonly patientKey: number;
      /** ISO 8601 UTC. */
      readonly until: string;
    }
  | { readonly kind: 'use-ticket'; readonly digest: string; readonly at: string }
  /** Takes the place of an account that the patient had. */
  | { readonly kind: 'create-account'; readonly account: PatientAccount }
  /** Takes the place of a code under the same key. */
  | { readonly kind: 'send-code'; readonly key: string; readonly code: SentCode }
  | { readonly kind: 'use-code'; readonly key: string; readonly digest: string }
  /** Counts a try before it is judged, so that tries at the same time count too. */
  | { readonly kind: 'count-try'; readonly limit: TryLimit; readonly at: string }
  | { readonly kind: 'forget-tries'; readonly key: string };

export type CredentialConflict =
  /** Used, ended or never issued. */
  | { readonly conflict: 'ticket-unusable' }
  /** Another patient has it. */
  | { readonly conflict: 'identifier-taken' }
  /** Used, replaced or ended in between. */
  | { readonly conflict: 'code-unusable' }
  | { readonly conflict: 'too-many-tries'; readonly key: string };
