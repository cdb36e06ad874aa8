import type { Code, LocalizedString } from './code.ts';
import type { Slot } from './slot.ts';

export type { Slot } from './slot.ts';

export const STABLE = 'urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1';
export const ON_DEMAND = 'urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248';

export const APPROVED = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
export const DEPRECATED = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated';
export const ARCHIVED = 'urn:asip:ci-sis:2010:StatusType:Archived';
export const DELETED = 'urn:asip:ci-sis:2010:StatusType:Deleted';

/** documentAvailability (IHE Metadata Update); an entry that names none is Online. */
export const ONLINE = 'urn:ihe:iti:2010:DocumentAvailability:Online';

/** A classification under a scheme that the model gives no name to. */
export interface ExtraClassification {
  readonly scheme: string;
  readonly nodeRepresentation: string;
  readonly slots: readonly Slot[];
  readonly names: readonly LocalizedString[];
}

/** An external identifier under a scheme that the model gives no name to. */
export interface ExtraIdentifier {
  readonly scheme: string;
  readonly value: string;
  readonly names: readonly LocalizedString[];
}

/** What the registry keeps beyond the attributes of the Technical Framework (design 2.10). */
export interface Extras {
  readonly slots: readonly Slot[];
  readonly classifications: readonly ExtraClassification[];
  readonly identifiers: readonly ExtraIdentifier[];
}

export const NO_EXTRAS: Extras = { slots: [], classifications: [], identifiers: [] };

/** One author: each value is the raw HL7 v2 text of its slot (XCN, XON, free text, XTN). */
export interface Author {
  readonly person?: string;
  readonly institutions: readonly string[];
  readonly roles: readonly string[];
  readonly specialties: readonly string[];
  readonly telecommunications: readonly string[];
  /** Slots of the classification that have no name above. */
  readonly slots?: readonly Slot[];
}

/** DocumentEntry (ITI TF-3 4.2.3.2) as a document source submits it. Times are UTC DTM, ids raw CX. */
export interface SubmittedDocumentEntry {
  /** The ebRIM `id`: symbolic, or `urn:uuid:…`. */
  readonly id: string;
  readonly logicalId?: string;
  readonly objectType: string;
  readonly mimeType: string;
  readonly homeCommunityId?: string;
  readonly uniqueId: string;
  readonly patientId: string;
  readonly sourcePatientId?: string;
  readonly sourcePatientInfo: readonly string[];
  readonly authors: readonly Author[];
  readonly legalAuthenticator?: string;
  readonly classCode?: Code;
  readonly typeCode?: Code;
  readonly formatCode?: Code;
  readonly healthcareFacilityTypeCode?: Code;
  readonly practiceSettingCode?: Code;
  readonly confidentialityCodes: readonly Code[];
  readonly eventCodes: readonly Code[];
  readonly languageCode?: string;
  readonly creationTime?: string;
  readonly serviceStartTime?: string;
  readonly serviceStopTime?: string;
  /** SHA-1 of the document, 40 hexadecimal digits. */
  readonly hash?: string;
  readonly size?: number;
  readonly repositoryUniqueId?: string;
  readonly title: readonly LocalizedString[];
  readonly comments: readonly LocalizedString[];
  readonly uri: readonly string[];
  readonly documentAvailability?: string;
  readonly referenceIds: readonly string[];
  readonly limitedMetadata: boolean;
  readonly extras: Extras;
}

/**
 * DocumentEntry as the registry holds it: validated, with everything that the server must set. A stable one has hash, size
 * and creationTime; an On-Demand one has none of them, since its document is made anew for each reader (ITI TF-2 3.61.4.1.2).
 */
export interface DocumentEntry extends SubmittedDocumentEntry {
  /** Same value as `id`: `urn:uuid:…`, new with each metadata version. */
  readonly entryUuid: string;
  readonly logicalId: string;
  readonly version: number;
  readonly availabilityStatus: string;
  readonly repositoryUniqueId: string;
  readonly classCode: Code;
  readonly typeCode: Code;
  readonly formatCode: Code;
  readonly healthcareFacilityTypeCode: Code;
  readonly practiceSettingCode: Code;
  readonly languageCode: string;
}
