import type { DocumentEntry } from '../model/document-entry.ts';
import type { RegisteredAssociation, RegisteredFolder, SubmissionSet } from '../model/submission.ts';
import type { StatusChange, Supersession } from './versions.ts';

/** One entry of a deposit, with its renderings and where its content lies. */
export interface EntryToRegister {
  readonly entry: DocumentEntry;
  readonly ebrim: string;
  readonly fhir: string;
  /** Undefined when the content lies in another repository. */
  readonly blob: string | undefined;
}

/** A whole submission; stored whole or not at all. */
export interface RegisterCommand {
  readonly kind: 'register';
  /** `admitted`: the patient of an `admit-patient` that stands before it in the unit. */
  readonly patientKey: number | 'admitted';
  readonly depositor: string;
  readonly at: string;
  readonly submissionSet: SubmissionSet;
  readonly submissionSetEbrim: string;
  readonly entries: readonly EntryToRegister[];
  /** Left out where there are none. */
  readonly folders?: readonly RegisteredFolder[];
  /** Each end that is not of the submission must be registered. */
  readonly associations: readonly RegisteredAssociation[];
  /**
   * entryUUIDs that become Deprecated: what is replaced, and all its `dependents`; each must be Approved. Where an
   * association replaces one, the new entry becomes a member of its folders too.
   */
  readonly deprecates: readonly {
    readonly entryUuid: string;
    readonly ebrim: string;
    readonly fhir: string;
  }[];
  /** entryUUIDs that must be Approved for another relationship or to become members of a folder. */
  readonly relatesTo: readonly string[];
  /** Folders that must be Approved to be given members, of the same patient. */
  readonly foldersTo?: readonly string[];
  /** Which of the entries and folders are new versions, and of what; left out where none is. */
  readonly supersedes?: readonly Supersession[];
  /** What changes its status and is not of the submission; left out where nothing does. */
  readonly statusChanges?: readonly StatusChange[];
  /** Domain `ihe` lets the same document be registered again under its uniqueId. */
  readonly sameDocumentAgain: boolean;
}
