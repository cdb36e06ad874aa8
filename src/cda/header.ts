import type { Code } from '../model/code.ts';

export const CDA = 'urn:hl7-org:v3';

/** An identifier of CDA (II): `root` is an OID or a UUID. */
export interface CdaId {
  readonly root: string;
  readonly extension?: string;
}

/** One part of a name and its qualifier: `BR` birth, `CL` used, `SP` spouse. */
export interface CdaNamePart {
  readonly value: string;
  readonly qualifier?: string;
}

export interface CdaOrganization {
  readonly ids: readonly CdaId[];
  readonly name?: string;
  readonly standardIndustryClass?: Code;
}

/** Somebody or something that acts on the document: author, legal authenticator, performer. */
export interface CdaActor {
  /** TS as written. */
  readonly time?: string;
  readonly ids: readonly CdaId[];
  /** Profession and savoir-faire, or kind of software. */
  readonly code?: Code;
  /** `displayName` of functionCode. */
  readonly functionName?: string;
  readonly person?: { readonly family: string; readonly given: string };
  readonly device?: { readonly model: string; readonly software: string };
  readonly organization?: CdaOrganization;
}

export interface CdaPatient {
  readonly ids: readonly CdaId[];
  readonly families: readonly CdaNamePart[];
  readonly givens: readonly CdaNamePart[];
  /** TS as written. */
  readonly birthTime?: string;
  /** `M`, `F` or `UN`. */
  readonly sex?: string;
  /** INSEE code of the place of birth. */
  readonly birthCounty?: string;
}

export interface CdaServiceEvent {
  readonly code?: Code;
  /** TS as written. */
  readonly low?: string;
  readonly high?: string;
  readonly performers: readonly CdaActor[];
}

export interface CdaRelatedDocument {
  /** `RPLC`, `XFRM` or `APND`. */
  readonly type: string;
  readonly parents: readonly CdaId[];
}

/** What a document says of itself before its body (CI-SIS "Structuration minimale"). Absent and null-flavoured are the same. */
export interface CdaHeader {
  /** `root`, or `root#extension`. */
  readonly templateIds: readonly string[];
  readonly id?: CdaId;
  readonly code?: Code;
  readonly title?: string;
  /** TS as written. */
  readonly effectiveTime?: string;
  readonly confidentiality?: Code;
  readonly language?: string;
  readonly setId?: CdaId;
  readonly versionNumber?: number;
  readonly patient: CdaPatient;
  readonly authors: readonly CdaActor[];
  readonly legalAuthenticator?: CdaActor;
  readonly custodian?: CdaOrganization;
  readonly serviceEvents: readonly CdaServiceEvent[];
  /** Class of the encounter: AMB, IMP, EMER. */
  readonly encounterClass?: string;
  /** Kind of place of the encounter (JDV_J02). */
  readonly facilityType?: Code;
  readonly relatedDocuments: readonly CdaRelatedDocument[];
  readonly orders: readonly CdaId[];
  readonly accessionNumbers: readonly CdaId[];
  readonly body: { readonly kind: 'structured' | 'unstructured' | 'none'; readonly mediaType?: string };
  /** The stylesheet travels in the document, which is then an XSLT document around the ClinicalDocument. */
  readonly selfPresenting: boolean;
}
