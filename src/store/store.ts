import type { DocumentEntry } from '../model/document-entry.ts';
import type { AccessEvent } from '../model/event.ts';
import type { Authorisation, MedicalRecord, Patient } from '../model/record.ts';
import type { Scope } from '../model/scope.ts';
import type { AdministrativeDataCommand } from './administrative-data.ts';
import type { CredentialCommand, CredentialConflict, CredentialReads } from './credentials.ts';
import type { DirectoryCommand, DirectoryReads } from './directory.ts';
import type { EnrolmentCommand, EnrolmentConflict, EnrolmentReads } from './enrolment.ts';
import type { EventReads } from './event-reads.ts';
import type { NotificationCommand, NotificationReads } from './notifications.ts';
import type { AssociationReads, FolderReads, SubmissionSetReads } from './object-reads.ts';
import type {
  AddIdentifierCommand,
  AssignedId,
  PatientFeedCommand,
  PatientFeedConflict,
  PatientFeedReads,
} from './patient-feed.ts';
import type { PatientSearchReads } from './patient-search.ts';
import type { RecordChoiceCommand, RecordChoiceConflict, RecordChoiceReads } from './record-choices.ts';
import type { RegisterCommand } from './register-command.ts';
import type { RemovalCommand, RemovalConflict, RemovalReads } from './removal.ts';
import type {
  SignInArtifactCommand,
  SignInArtifactConflict,
  SignInArtifactReads,
} from './sign-in-artifacts.ts';
import type { VersionConflict, VersionReads } from './versions.ts';

export type { EventReads, JournalCriteria, JournalPage, TraceSelection } from './event-reads.ts';
export type {
  AssociationCriteria,
  AssociationReads,
  FolderCriteria,
  FolderReads,
  StoredAssociation,
  StoredFolder,
  StoredSubmissionSet,
  SubmissionSetCriteria,
  SubmissionSetReads,
} from './object-reads.ts';

export type { EntryToRegister, RegisterCommand } from './register-command.ts';

/** One code to match; without `system` any system matches (FHIR tokens). */
export interface CodeMatch {
  readonly code: string;
  readonly system?: string;
}

/** Milliseconds since 1970; `from <= value < to` (ITI TF-2 3.18.4.1.2.3.3). */
export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

/** What a search of entries asks for, free of any wire. Lists are OR; lists of lists are AND of OR. */
export interface EntryCriteria {
  /** Keys of patients, where the scope is not of one. */
  readonly patients?: readonly number[];
  readonly statuses?: readonly string[];
  readonly objectTypes?: readonly string[];
  readonly classCodes?: readonly CodeMatch[];
  readonly typeCodes?: readonly CodeMatch[];
  readonly formatCodes?: readonly CodeMatch[];
  readonly practiceSettingCodes?: readonly CodeMatch[];
  readonly healthcareFacilityTypeCodes?: readonly CodeMatch[];
  readonly eventCodes?: readonly (readonly CodeMatch[])[];
  readonly confidentialityCodes?: readonly (readonly CodeMatch[])[];
  /** SQL LIKE patterns (`%`, `_`) matched against each authorPerson. */
  readonly authorPersons?: readonly string[];
  readonly referenceIds?: readonly (readonly string[])[];
  /** The same as SQL LIKE patterns (`%`, `_`). */
  readonly referenceIdPatterns?: readonly (readonly string[])[];
  /** An entry without creationTime (On-Demand) is excluded. */
  readonly creationTime?: TimeRange;
  /** The same, but an entry without creationTime is not excluded (ITI TF-2 3.18.4.1.2.3.3). */
  readonly creationTimeIfAny?: TimeRange;
  /** An entry without the time is not excluded (ITI TF-2 3.18.4.1.2.3.3.1). */
  readonly serviceStartTime?: TimeRange;
  readonly serviceStopTime?: TimeRange;
  /** FHIR `period`: the entry's service period overlaps the range. An entry without a period is excluded. */
  readonly period?: TimeRange;
  readonly uniqueIds?: readonly string[];
  readonly entryUuids?: readonly string[];
  readonly logicalIds?: readonly string[];
  /** documentAvailability; an entry that names none is Online. */
  readonly availabilities?: readonly string[];
  /** Of each logical object the latest version alone. */
  readonly latestOnly?: boolean;
  /** Newest creation first unless said; ties by entryUUID. */
  readonly order?: 'creation-descending' | 'creation-ascending';
  readonly limit?: number;
  readonly offset?: number;
}

/** An entry with what is kept beside it. Texts are what the faces answer with. */
export interface StoredEntry {
  readonly patientKey: number;
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly mimeType: string;
  readonly size: number;
  readonly hash: string;
  readonly availabilityStatus: string;
  /** Key of the content in the blob store; undefined when the content lies in another repository (ITI-42). */
  readonly blob: string | undefined;
  /** `rim:ExtrinsicObject` in UTF-8, written by `ebrim/`. Present when asked for. */
  readonly ebrim: Buffer;
  /** DocumentReference as JSON text, written by `mobile/`. Present when asked for. */
  readonly fhir: string;
  /** The model value, parsed on demand. Present when asked for. */
  model(): DocumentEntry;
}

export type Want = 'ids' | 'ebrim' | 'fhir' | 'model';

/** Reads of document metadata. Everything goes through a Scope; what the scope hides is absent. */
export interface DocumentReads {
  find(scope: Scope, criteria: EntryCriteria, want: Want): Promise<readonly StoredEntry[]>;
  count(scope: Scope, criteria: EntryCriteria): Promise<number>;
  /** Of the one patient whom the scope is of; nothing for any other scope. */
  lastRegistered(scope: Scope): Promise<LastRegistered>;
  /** Whose record an entry belongs to. For the transaction only: it says nothing about what the caller may see. */
  locate(
    reference: { readonly entryUuid: string } | { readonly uniqueId: string },
  ): Promise<number | undefined>;
  /** What is registered under a uniqueId. For the rules of deposit only. */
  registration(uniqueId: string): Promise<Registration | undefined>;
  /** What a relationship of a deposit points at. For the rules of deposit only. */
  replacementTarget(entryUuid: string): Promise<ReplacementTarget | undefined>;
  /**
   * The Approved transformations of these entries and addenda to them, and theirs in turn, which share their fate when
   * they are replaced. For the rules of deposit only.
   */
  dependents(entryUuids: readonly string[]): Promise<readonly ReplacementTarget[]>;
}

/** ISO 8601 UTC; left out where there is none. */
export interface LastRegistered {
  /** When the latest of the documents was added: its first version. */
  readonly added?: string;
  /** When one of them was added or replaced by a new version of its metadata. */
  readonly changed?: string;
}

export interface Registration {
  readonly patientKey: number;
  /** On-Demand entries have neither hash nor size: empty and 0. */
  readonly onDemand: boolean;
  readonly hash: string;
  readonly size: number;
  /** `Subject.id` of whoever deposited it. */
  readonly depositor: string;
  readonly submissionSetUniqueId: string;
  /** Nothing is left of it that is not deleted. */
  readonly deleted: boolean;
}

export interface ReplacementTarget {
  readonly patientKey: number;
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly availabilityStatus: string;
  readonly authorIds: readonly string[];
  readonly institutionIds: readonly string[];
  /** The model value, so that its renderings can be made anew with another status. */
  model(): DocumentEntry;
}

export interface RecordReads {
  /** By an id, present or former; one that has been merged into another leads to no record. */
  byIdentifier(value: string, authority: string): Promise<MedicalRecord | undefined>;
  byKey(patientKey: number): Promise<MedicalRecord | undefined>;
  authorisation(patientKey: number, holder: string): Promise<Authorisation | undefined>;
  authorisations(patientKey: number): Promise<readonly Authorisation[]>;
  /** The open records that one holder is authorised for, by the patients' keys. */
  authorisedTo(
    holder: Pick<Authorisation, 'holder' | 'holderKind'>,
    page: AuthorisedPage,
  ): Promise<readonly AuthorisedRecord[]>;
}

export interface AuthorisedPage {
  /** `Subject.id` of whoever asks: records whose patient blocks it are left out. */
  readonly caller: string;
  /** The last patient's key of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

export interface AuthorisedRecord {
  readonly record: MedicalRecord;
  readonly authorisation: Authorisation;
}

export type WriteCommand =
  | DirectoryCommand
  | RegisterCommand
  | RemovalCommand
  | PatientFeedCommand
  | AdministrativeDataCommand
  | NotificationCommand
  | RecordChoiceCommand
  | CredentialCommand
  | EnrolmentCommand
  | SignInArtifactCommand
  /** Conflicts: `identifier-exists`, and with `former` `enrolments-differ`. */
  | {
      readonly kind: 'create-record';
      readonly patient: Omit<Patient, 'key'>;
      readonly identifiers: readonly AssignedId[];
      /** Ids that the first of those has replaced; they lead to the record too, and the enrolment goes with it. */
      readonly former?: readonly AssignedId[];
      readonly activated: boolean;
      readonly at: string;
    }
  /** A domain without patient rules: the patient of an id, made with no traits where none is known yet. */
  | {
      readonly kind: 'admit-patient';
      readonly value: string;
      readonly authority: string;
      readonly at: string;
    }
  | AddIdentifierCommand
  | { readonly kind: 'activate-record'; readonly patientKey: number; readonly at: string }
  | { readonly kind: 'close-record'; readonly patientKey: number; readonly at: string }
  /**
   * Takes the place of an authorisation of the same holder, who stays médecin traitant if it was. Conflicts: `record-missing`,
   * `professional-blocked`.
   */
  | { readonly kind: 'authorise'; readonly patientKey: number; readonly authorisation: Authorisation }
  | { readonly kind: 'withdraw'; readonly patientKey: number; readonly holder: string }
  | { readonly kind: 'use-assertion'; readonly issuer: string; readonly id: string; readonly until: string }
  | { readonly kind: 'record-event'; readonly event: AccessEvent }
  /** Every event up to this one has reached the audit record repository of that name. */
  | { readonly kind: 'deliver-events'; readonly destination: string; readonly sequence: number };

/** Why a unit was not written. Nothing of it was stored. */
export type Conflict =
  | RemovalConflict
  | PatientFeedConflict
  | RecordChoiceConflict
  | VersionConflict
  | CredentialConflict
  | EnrolmentConflict
  | SignInArtifactConflict
  | { readonly conflict: 'submission-set-exists'; readonly uniqueId: string }
  | { readonly conflict: 'document-exists'; readonly uniqueId: string; readonly registration: Registration }
  | { readonly conflict: 'folder-exists'; readonly uniqueId: string }
  | { readonly conflict: 'entry-uuid-exists'; readonly entryUuid: string }
  | { readonly conflict: 'target-missing'; readonly entryUuid: string }
  | { readonly conflict: 'target-not-approved'; readonly entryUuid: string }
  /** Something has been tied to what is deprecated since its dependents were looked up. */
  | { readonly conflict: 'dependent-missed'; readonly entryUuid: string }
  | { readonly conflict: 'identifier-exists'; readonly value: string }
  | { readonly conflict: 'assertion-used'; readonly id: string }
  /** There is none, or, for what needs an open record, it has been closed since the decision. */
  | { readonly conflict: 'record-missing' };

export function isConflict(value: unknown): value is Conflict {
  return typeof value === 'object' && value !== null && 'conflict' in value;
}

/**
 * The store of a server. Reads run on their own connection; writes go one after another, several units to one durable
 * commit, each unit whole or not at all (design 2.1, 2.2). A resolved write is on disk.
 */
export interface Store {
  readonly documents: DocumentReads;
  readonly submissionSets: SubmissionSetReads;
  readonly folders: FolderReads;
  readonly associations: AssociationReads;
  readonly removal: RemovalReads;
  readonly patientFeed: PatientFeedReads;
  readonly patientSearch: PatientSearchReads;
  readonly versions: VersionReads;
  readonly notifications: NotificationReads;
  readonly records: RecordReads;
  readonly directory: DirectoryReads;
  readonly choices: RecordChoiceReads;
  readonly events: EventReads;
  readonly credentials: CredentialReads;
  readonly enrolment: EnrolmentReads;
  readonly signInArtifacts: SignInArtifactReads;
  /** Writes a unit. Resolves when it is durable; a conflict means that nothing of the unit was stored. */
  write(unit: readonly WriteCommand[]): Promise<WriteReceipt | Conflict>;
  close(): Promise<void>;
}

export interface WriteReceipt {
  /** Key of the patient of a `create-record` or `admit-patient` in the unit. */
  readonly patientKey?: number;
}
