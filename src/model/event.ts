import type { AuthenticationMode, PurposeOfUse } from './subject.ts';

/** The transaction that a trace speaks of. */
export type EventType =
  | 'TD0.2'
  | 'TD0.3'
  | 'TD0.4'
  | 'TD0.5'
  | 'TD1.3a'
  | 'TD1.3b'
  | 'TD1.4'
  | 'TD1.6'
  | 'ITI-18'
  | 'ITI-41'
  | 'ITI-42'
  | 'ITI-43'
  | 'ITI-67'
  | 'ITI-68'
  | 'ITI-78'
  | 'PCC-44'
  | 'ITI-81'
  | 'ITI-90'
  | 'ITI-8'
  | 'ITI-44'
  | 'ITI-51'
  | 'ITI-57'
  | 'TD3.3a-mask'
  | 'TD3.3a-unmask'
  | 'TD3.3b-hide'
  | 'TD3.3b-show'
  | 'TD3.3c-delete'
  | 'TD3.3d-archive'
  | 'TD3.3d-unarchive'
  | 'ITI-61'
  | 'ITI-62'
  | 'ITI-86'
  | 'ITI-92'
  | 'RECORD'
  | 'SIGN-IN'
  | 'ACCOUNT'
  | 'CONSENT'
  | 'CHOICE-block'
  | 'CHOICE-unblock'
  | 'CHOICE-allow-bris-de-glace'
  | 'CHOICE-refuse-bris-de-glace'
  | 'CHOICE-allow-centre-15'
  | 'CHOICE-refuse-centre-15'
  | 'CHOICE-mask-all'
  | 'CHOICE-unmask-all'
  | 'CHOICE-name-medecin-traitant'
  | 'CHOICE-dismiss-medecin-traitant'
  | 'BRIS-DE-GLACE'
  | 'ITI-65'
  | 'ENROLMENT-notify'
  | 'ENROLMENT-code'
  | 'ENROLMENT-create'
  | 'ENROLMENT-activate'
  | 'ENROLMENT-oppose'
  | 'ENROLMENT-dependants'
  | 'ENROLMENT-share'
  | 'ENROLMENT-unshare'
  | 'RECORD-ins-change'
  | 'RECORD-close'
  | 'RECORD-reopen'
  | 'RECORD-erase-ask'
  | 'RECORD-erase-withdraw'
  | 'RECORD-erase'
  | 'TLS'
  | 'SOAP'
  | 'FHIR'
  | 'START'
  | 'STOP';

/** One thing that was done, and the uniqueIds of the documents to which it was. */
export interface Act {
  readonly event: EventType;
  readonly documents: readonly string[];
}

/** One trace: who, when, what, why, from where, and what came of it. Health data never stands here. */
export interface AccessEvent {
  readonly type: EventType;
  /** C create, R read, U update, D delete, E execute (DICOM, FHIR AuditEvent.action). */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** ISO 8601 UTC with milliseconds, set by the server. */
  readonly at: string;
  readonly granted: boolean;
  /** Why it was granted or refused: a `DecisionReason` or a refusal code. */
  readonly reason: string;
  /** The record concerned, when known. */
  readonly patientKey?: number;
  /** The patient id as the caller gave it, when no record is known or the id has been merged into another. */
  readonly patientId?: string;
  readonly subject?: {
    readonly kind: string;
    readonly mode: AuthenticationMode;
    readonly id: string;
    readonly name: string;
    readonly structureId?: string;
    readonly structureName?: string;
    readonly role?: string;
    readonly roleName?: string;
    readonly purpose: PurposeOfUse;
    readonly reason?: string;
    readonly evidence: string;
    /** Done under the connexion secrète of a minor: the legal representatives do not learn of it. */
    readonly secret?: true;
    /** `alias<user@issuer>` of an X-User Assertion (ITI TF-2 3.40.4.2), and its PurposeOfUse; `reason` is the display of it. */
    readonly userName?: string;
    readonly purposeCode?: string;
    readonly purposeSystem?: string;
  };
  /** Network address of the caller. */
  readonly from: string;
  /** MessageID of SOAP, X-Request-Id of FHIR, or one that the server made. */
  readonly requestId: string;
  /** uniqueIds of the documents that were deposited, found or read. */
  readonly documents: readonly string[];
  /** How many attempts of the minute before it stands for: of callers who were not recognised, and failed alike. */
  readonly times?: number;
  /** uniqueId of the SubmissionSet that was sent. */
  readonly submissionSet?: string;
  /** Text of a query; kept only where an audit record repository is told, which demands it (ITI TF-2 3.18.5.1). */
  readonly query?: string;
}

export interface StoredEvent extends AccessEvent {
  readonly sequence: number;
  readonly hash: string;
}
