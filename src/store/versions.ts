import type { RegisteredAssociation, RegisteredFolder } from '../model/submission.ts';
import type { ReplacementTarget } from './store.ts';

/** One metadata version of an entry, with what the rules of an update look at. */
export interface EntryVersion extends ReplacementTarget {
  readonly logicalId: string;
  readonly version: number;
  /** Whether no later version follows it. */
  readonly latest: boolean;
  /** Whether the content lies in our own blob store. */
  readonly keptHere: boolean;
}

/** One metadata version of a folder. */
export interface FolderVersion {
  readonly patientKey: number;
  readonly id: string;
  readonly logicalId: string;
  readonly version: number;
  readonly latest: boolean;
  readonly availabilityStatus: string;
  model(): RegisteredFolder;
}

/** An association, with what stands at its source. */
export interface AssociationTarget {
  readonly patientKey: number;
  readonly id: string;
  readonly sourceKind: 'submission-set' | 'folder' | 'entry';
  readonly availabilityStatus: string;
  model(): RegisteredAssociation;
}

/** What the rules of an update look up. They see everything; nothing of it is an answer. */
export interface VersionReads {
  entry(entryUuid: string): Promise<EntryVersion | undefined>;
  latestEntry(logicalId: string): Promise<EntryVersion | undefined>;
  folder(id: string): Promise<FolderVersion | undefined>;
  latestFolder(logicalId: string): Promise<FolderVersion | undefined>;
  association(id: string): Promise<AssociationTarget | undefined>;
  /** Whether there is an Approved association of this type between these. */
  isTied(type: string, source: string, target: string): Promise<boolean>;
}

/** The texts of an entry with another status. */
export interface EntryTexts {
  readonly ebrim: string;
  readonly fhir: string;
}

/**
 * An entry or a folder of a submission that is a new version: what comes before it becomes Deprecated. Its content and its
 * depositor are those of the version before.
 */
export type Supersession = {
  /** The new version, which is in the submission. */
  readonly id: string;
  /** The version before; it must still be the latest, with this status. */
  readonly previous: string;
  readonly previousStatus: string;
  /** Whether the new version takes over the Approved memberships and relationships. */
  readonly propagates: boolean;
} & (
  | { readonly kind: 'folder' }
  /** Texts of the version before, as Deprecated. */
  | ({ readonly kind: 'entry' } & EntryTexts)
);

/** A status that changes without a new version: of the latest version of an entry or folder, or of an association. */
export type StatusChange = { readonly id: string; readonly from: string; readonly to: string } & (
  | { readonly kind: 'folder' | 'association' }
  | ({ readonly kind: 'entry' } & EntryTexts)
);

export type VersionConflict =
  /** Another version has been made since it was looked up. */
  | { readonly conflict: 'version-superseded'; readonly id: string }
  /** Its status has been changed since it was looked up. */
  | { readonly conflict: 'status-differs'; readonly id: string }
  /** The copy of this association would tie objects of two patients. */
  | { readonly conflict: 'ties-patients'; readonly id: string }
  /** One of two objects that are tied takes over its associations and the other does not. */
  | { readonly conflict: 'propagation-differs'; readonly id: string };
