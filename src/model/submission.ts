import type { Code, LocalizedString } from './code.ts';
import type { Author, DocumentEntry, Extras, Slot, SubmittedDocumentEntry } from './document-entry.ts';

export const HAS_MEMBER = 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember';
export const RPLC = 'urn:ihe:iti:2007:AssociationType:RPLC';
export const XFRM = 'urn:ihe:iti:2007:AssociationType:XFRM';
export const APND = 'urn:ihe:iti:2007:AssociationType:APND';
export const XFRM_RPLC = 'urn:ihe:iti:2007:AssociationType:XFRM_RPLC';
export const SIGNS = 'urn:ihe:iti:2007:AssociationType:signs';
export const IS_SNAPSHOT_OF = 'urn:ihe:iti:2010:AssociationType:IsSnapshotOf';
/** From the SubmissionSet of an update to what changes its status; never stored (IHE Metadata Update 3.57). */
export const UPDATE_AVAILABILITY_STATUS = 'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus';
/** From the SubmissionSet of an update to a new association between objects of the registry. */
export const SUBMIT_ASSOCIATION = 'urn:ihe:iti:2010:AssociationType:SubmitAssociation';

/** What makes its target Deprecated, and takes its place in folders (ITI TF-3 4.2.2.2). */
export const REPLACEMENTS: readonly string[] = [RPLC, XFRM_RPLC];

/** What ties a document to another without taking its place; it shares the fate of that one when it is replaced. */
export const DEPENDENCES: readonly string[] = [XFRM, APND];

/** SubmissionSet (ITI TF-3 4.2.3.3); in French a "lot". */
export interface SubmissionSet {
  readonly id: string;
  readonly uniqueId: string;
  readonly sourceId: string;
  readonly patientId: string;
  readonly submissionTime: string;
  readonly authors: readonly Author[];
  readonly contentTypeCode?: Code;
  readonly intendedRecipients: readonly string[];
  readonly title: readonly LocalizedString[];
  readonly comments: readonly LocalizedString[];
  readonly homeCommunityId?: string;
  readonly limitedMetadata: boolean;
  readonly extras: Extras;
}

/** Folder (ITI TF-3 4.2.3.4). */
export interface Folder {
  readonly id: string;
  readonly logicalId?: string;
  readonly uniqueId: string;
  readonly patientId: string;
  readonly codes: readonly Code[];
  readonly title: readonly LocalizedString[];
  readonly comments: readonly LocalizedString[];
  readonly lastUpdateTime?: string;
  readonly homeCommunityId?: string;
  readonly limitedMetadata: boolean;
  readonly extras: Extras;
}

/** Folder as the registry holds it. */
export interface RegisteredFolder extends Folder {
  readonly logicalId: string;
  readonly version: number;
  readonly availabilityStatus: string;
  /** DTM of 14 digits. */
  readonly lastUpdateTime: string;
}

/** Association (ITI TF-3 4.2.2): `type` is the full URN. */
export interface Association {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly slots: readonly Slot[];
  readonly extras: Extras;
}

/** Association as the registry holds it. */
export interface RegisteredAssociation extends Association {
  readonly availabilityStatus: string;
}

/** The registry objects of one ITI-41 or ITI-42 message, as read from the wire. */
export interface SubmittedObjects {
  readonly submissionSets: readonly SubmissionSet[];
  readonly entries: readonly SubmittedDocumentEntry[];
  readonly folders: readonly Folder[];
  readonly associations: readonly Association[];
}

/** The same after validation, with every id a UUID and every server-set attribute set. */
export interface RegisteredObjects {
  readonly submissionSet: SubmissionSet;
  readonly entries: readonly DocumentEntry[];
  readonly folders: readonly RegisteredFolder[];
  readonly associations: readonly RegisteredAssociation[];
}
