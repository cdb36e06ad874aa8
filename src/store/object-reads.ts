import type { Scope } from '../model/scope.ts';
import type { RegisteredAssociation, RegisteredFolder } from '../model/submission.ts';
import type { CodeMatch, TimeRange } from './store.ts';

/** What a search of submission sets asks for. Lists are OR. */
export interface SubmissionSetCriteria {
  readonly ids?: readonly string[];
  readonly uniqueIds?: readonly string[];
  readonly sourceIds?: readonly string[];
  readonly submissionTime?: TimeRange;
  /** SQL LIKE patterns, matched against each authorPerson. */
  readonly authorPersons?: readonly string[];
  readonly contentTypeCodes?: readonly CodeMatch[];
  readonly limit?: number;
}

export interface StoredSubmissionSet {
  readonly patientKey: number;
  readonly id: string;
  /** `rim:RegistryPackage`, written by `ebrim/`. */
  readonly ebrim: string;
}

/** Reads of submission sets, in the order of their registration. One is visible when the scope shows one of its documents, or hides none. */
export interface SubmissionSetReads {
  find(scope: Scope, criteria: SubmissionSetCriteria): Promise<readonly StoredSubmissionSet[]>;
}

/** What a search of folders asks for. Lists are OR; lists of lists are AND of OR. */
export interface FolderCriteria {
  /** Keys of patients, where the scope is not of one. */
  readonly patients?: readonly number[];
  readonly ids?: readonly string[];
  readonly uniqueIds?: readonly string[];
  readonly logicalIds?: readonly string[];
  /** Of each logical object the latest version alone. */
  readonly latestOnly?: boolean;
  readonly statuses?: readonly string[];
  readonly codes?: readonly (readonly CodeMatch[])[];
  readonly lastUpdateTime?: TimeRange;
  readonly limit?: number;
}

export interface StoredFolder {
  readonly patientKey: number;
  readonly id: string;
  model(): RegisteredFolder;
}

/**
 * Reads of folders, in the order of their registration. One is visible when the scope shows one of its documents, or hides
 * none; where the scope hides documents, lastUpdateTime tells of those alone that it shows.
 */
export interface FolderReads {
  find(scope: Scope, criteria: FolderCriteria): Promise<readonly StoredFolder[]>;
  /** What a membership of a deposit points at. For the rules of deposit only. */
  target(
    id: string,
  ): Promise<{ readonly patientKey: number; readonly availabilityStatus: string } | undefined>;
}

/** What a search of associations asks for. Lists are OR. */
export interface AssociationCriteria {
  readonly ids?: readonly string[];
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  readonly sources?: readonly string[];
  readonly targets?: readonly string[];
  /** Either end is one of these. */
  readonly ends?: readonly string[];
  readonly limit?: number;
}

export interface StoredAssociation {
  readonly patientKey: number;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly target: string;
  model(): RegisteredAssociation;
}

/** Reads of associations, in the order of their registration. One is visible when both its ends are. */
export interface AssociationReads {
  find(scope: Scope, criteria: AssociationCriteria): Promise<readonly StoredAssociation[]>;
}
