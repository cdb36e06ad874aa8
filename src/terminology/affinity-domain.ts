import type { Code } from '../model/code.ts';
import type { DomainFolder } from './profiles.ts';

/** The coded attributes that an affinity domain binds to value sets. */
export type CodedAttribute =
  | 'classCode'
  | 'typeCode'
  | 'formatCode'
  | 'confidentialityCode'
  | 'healthcareFacilityTypeCode'
  | 'practiceSettingCode'
  | 'eventCodeList'
  | 'contentTypeCode'
  | 'folderCodeList'
  | 'languageCode'
  | 'mimeType';

/** `expired`: the code was in the set once and is not on the day asked for. `free`: the domain binds nothing. */
export type CodeVerdict = 'valid' | 'unknown' | 'expired' | 'free';

/** The transactions that a domain may serve over SOAP. */
export const TRANSACTIONS = [
  'ITI-18',
  'ITI-41',
  'ITI-42',
  'ITI-43',
  'ITI-44',
  'ITI-51',
  'ITI-57',
  'ITI-61',
  'ITI-62',
  'ITI-86',
  'ITI-92',
  'TD0.2',
  'TD0.3',
  'TD0.4',
  'TD0.5',
  'TD1.3a',
  'TD1.3b',
  'TD1.4',
  'TD1.6',
] as const;

export type TransactionName = (typeof TRANSACTIONS)[number];

/** What may stand at a SOAP address; each of them has its WSDL. */
export const SERVICES = [
  'registry',
  'repository',
  'patients',
  'patientsSpecific',
  'patientsPDQ',
  'habilitations',
] as const;

export type ServiceName = (typeof SERVICES)[number];

/**
 * What partners do beside the standard and a domain may let through. What harms nobody (the case of header names, a missing
 * `start`, an empty `To`) is taken everywhere and does not stand here.
 * - `soap-1.1-envelope`: the namespace of SOAP 1.1 in a message of SOAP 1.2 (official TD2.1 sample).
 * - `documents-without-mtom`: ITI-41 as a simple message, with the documents in base64.
 * - `document-ids-in-other-case`: a `Document/@id` that differs from its entry in case (official TD2.1 sample).
 * - `replacement-of-2010`: the year 2010 in the URN of RPLC (vaccination kit of the DMP).
 * - `sha1-lot-signature`: SHA-1 in the signature of a lot (official samples).
 */
export const QUIRKS = [
  'soap-1.1-envelope',
  'documents-without-mtom',
  'document-ids-in-other-case',
  'replacement-of-2010',
  'sha1-lot-signature',
] as const;

export type Quirk = (typeof QUIRKS)[number];

/** DocumentEntry attributes that a domain may require, by their names in the Technical Framework. */
export const ENTRY_ATTRIBUTES = [
  'author',
  'classCode',
  'comments',
  'confidentialityCode',
  'creationTime',
  'eventCodeList',
  'formatCode',
  'healthcareFacilityTypeCode',
  'hash',
  'languageCode',
  'legalAuthenticator',
  'mimeType',
  'practiceSettingCode',
  'repositoryUniqueId',
  'serviceStartTime',
  'serviceStopTime',
  'size',
  'sourcePatientId',
  'sourcePatientInfo',
  'title',
  'typeCode',
  'uniqueId',
] as const;

export type EntryAttribute = (typeof ENTRY_ATTRIBUTES)[number];

/** SubmissionSet attributes that a domain may require beyond those of the Technical Framework. */
export const SUBMISSION_SET_ATTRIBUTES = ['author', 'comments', 'intendedRecipient', 'title'] as const;

export type SubmissionSetAttribute = (typeof SUBMISSION_SET_ATTRIBUTES)[number];

/** The rules of a domain that are not code sets; read from the `domain.json` of its folder. */
export interface DomainRules {
  readonly name: string;
  /** Whether a request needs an assertion (VIHF) or only a node certificate. */
  readonly assertion: 'required' | 'optional';
  /** What an assertion is: a VIHF, or an X-User Assertion of ITI-40 judged by the domain's `xua.json`. */
  readonly assertionProfile: 'vihf' | 'xua';
  /** What the attribute Ressource_URN of a VIHF must be; `any` leaves it unread. */
  readonly assertionResource: string;
  /** Whether a patient must have an open record. */
  readonly recordsRequired: boolean;
  /** `matrix`: the files in `habilitation/` and `rights/` decide. `open`: whoever is let in sees all of a patient. */
  readonly habilitation: 'matrix' | 'open';
  /**
   * How patients come to be known where no records are required. `none`: there is no patient identity feed; `open`: there is
   * one, and documents of a patient of whom nobody has told are taken too; `required`: they are not. An operator may choose
   * between the last two (CARNET_PATIENTS).
   */
  readonly patientFeed: 'none' | 'open' | 'required';
  /** OIDs that may assign a patientId. Empty: any. */
  readonly patientAuthorities: readonly string[];
  /** Whether each lot carries one signature entry, verified (facts: DMP 2.6). */
  readonly lotSignature: 'required' | 'none';
  /** Whether a submission holds one document at least; where not, folders or associations alone may come. */
  readonly documentsRequired: boolean;
  readonly folders: boolean;
  /**
   * What a submission may replace, transform, append to or refer to. `own-documents`: those of the depositor only, all
   * others being told as if they were not there.
   */
  readonly relationships: 'own-documents' | 'any-document';
  /** Whether class must be the one of the type (ASS_X04). */
  readonly classFollowsType: boolean;
  /** Whether CDA content must agree with its entry. */
  readonly cdaConsistency: boolean;
  /** Beyond the value set: exactly one code is of this system, and there are so many codes at most. Null: no such rule. */
  readonly confidentiality: { readonly exactlyOneOf: string; readonly atMost: number } | null;
  /** DocumentEntry attributes that are required beyond the Technical Framework. */
  readonly requiredEntryAttributes: readonly EntryAttribute[];
  readonly requiredSubmissionSetAttributes: readonly SubmissionSetAttribute[];
  /** What a second registration of the same uniqueId is. */
  readonly sameDocumentAgain: 'second-entry' | 'same-answer';
  /** What a search without its patient parameter is: one for the patient whom the assertion names, or a fault. */
  readonly searchWithoutPatient: 'patient-of-assertion' | 'refused';
  /** Statuses that a search may ask for, and those that it means when it asks for none; none: the parameter is required. */
  readonly statuses: { readonly known: readonly string[]; readonly byDefault: readonly string[] };
  /** From which status to which an update may change an object without a new version (ITI-57). */
  readonly statusChanges: readonly { readonly from: string; readonly to: string }[];
  readonly tolerates: readonly Quirk[];
  /** What the domain serves over SOAP; every other action is unknown there. */
  readonly transactions: readonly TransactionName[];
  /** Action of the answers of a transaction, where partners know it by another name than that of IHE. */
  readonly responseActions: Readonly<Partial<Record<TransactionName, string>>>;
  /** Paths, each with the services that stand one segment below it (`/xds` with `registry`: `/xds/registry`). */
  readonly addresses: Readonly<Record<string, readonly ServiceName[]>>;
  readonly repositoryUniqueId: string;
  /** Device OID that answers in HL7 v3 messages. */
  readonly deviceOid: string;
}

export interface AffinityDomain {
  readonly rules: DomainRules;
  /** Where its data files are. */
  readonly folder: DomainFolder;
  /** @param on the day of submission. */
  check(attribute: CodedAttribute, code: Pick<Code, 'code' | 'system'>, on: Date): CodeVerdict;
  /** The class that the association tables give to a type. Undefined when they have no row. */
  classOf(type: Pick<Code, 'code' | 'system'>): Code | undefined;
  /** XDS formatCode of a level 3 CDA from its templateIds (`root` or `root#extension`), most specific row. */
  formatOfTemplates(templateIds: readonly string[]): Code | undefined;
  /** XDS formatCode of a level 1 CDA from the mediaType of its nonXMLBody. */
  formatOfMediaType(mediaType: string): Code | undefined;
}
