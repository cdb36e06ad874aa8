import type { DocumentEntry } from '../model/document-entry.ts';
import type { Patient } from '../model/record.ts';
import type { RegisteredFolder, SubmissionSet } from '../model/submission.ts';

/** An id and the OID of who assigned it. */
export interface AssignedId {
  readonly value: string;
  readonly authority: string;
}

/**
 * Makes an id the present one of a patient; those that it takes the place of (any INS of an INS) lead to the record as former
 * ones, and so do those of `former`. The enrolment of the patient goes with it. Conflicts: `record-missing`,
 * `identifier-exists` for an id of another patient, `enrolments-differ`.
 */
export interface AddIdentifierCommand extends AssignedId {
  readonly kind: 'add-identifier';
  readonly patientKey: number;
  readonly former?: readonly AssignedId[];
}

/** What is filed under a patient, every version of it. For the rules of a merge only: no scope has been applied. */
export interface FiledObjects {
  readonly entries: readonly DocumentEntry[];
  readonly submissionSets: readonly SubmissionSet[];
  readonly folders: readonly Pick<RegisteredFolder, 'id' | 'patientId'>[];
  /** Stands for exactly this; it differs as soon as anything of it has changed. */
  readonly mark: string;
}

export interface PatientFeedReads {
  filedUnder(patientKey: number): Promise<FiledObjects>;
  /** The key of the patient into whom one has been merged, or its own. */
  survivorOf(patientKey: number): Promise<number>;
}

/** Makes a patient known by its ids, or brings what is known of it up to date; a trait that is left out stays as it was. */
export interface FeedPatientCommand {
  readonly kind: 'feed-patient';
  readonly identifiers: readonly [AssignedId, ...AssignedId[]];
  readonly traits: Partial<Omit<Patient, 'key'>>;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * Ends an id in favour of another. Everything that is filed under the patient of the one, and what is kept of her beside it (who
 * is authorised, blocked and told, account, contacts, enrolment), is the other's afterwards, but for what the other has already;
 * of choices that which closes more stays, of enrolments that which alone has gone further than being imported. The subsumed id
 * leads nowhere.
 */
export interface MergePatientsCommand {
  readonly kind: 'merge-patients';
  readonly surviving: AssignedId;
  readonly subsumed: AssignedId;
  /** The surviving id as CX. */
  readonly patientId: string;
  /** What `filedUnder` gave that carries the subsumed id, with new renderings: it carries the surviving one from then on. */
  readonly entries: readonly { readonly entryUuid: string; readonly ebrim: string; readonly fhir: string }[];
  readonly submissionSets: readonly { readonly id: string; readonly ebrim: string }[];
  readonly folders: readonly string[];
  /** Of the `FiledObjects` that the renderings were made from. */
  readonly mark: string;
}

export type PatientFeedCommand = FeedPatientCommand | MergePatientsCommand;

export type PatientFeedConflict =
  /** The id has been merged into another. */
  | { readonly conflict: 'identifier-subsumed'; readonly value: string }
  | { readonly conflict: 'identifier-unknown'; readonly value: string }
  /** The ids are those of different patients, or the patient has another of the same authority. */
  | { readonly conflict: 'identifiers-differ'; readonly value: string }
  /** Something has been filed under the subsumed id, or changed, since it was read. */
  | { readonly conflict: 'patient-changed' };
