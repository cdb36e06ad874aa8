import type { Code } from '../model/code.ts';

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
] as const;

export type TransactionName = (typeof TRANSACTIONS)[number];

/** The rules of a domain that are not code sets; read from `profiles/<domain>/domain.json`. */
export interface DomainRules {
  readonly name: string;
  /** Whether a request needs an assertion (VIHF) or only a node certificate. */
  readonly assertion: 'required' | 'optional';
  /** Whether a patient must have an open record. */
  readonly recordsRequired: boolean;
  /** OIDs that may assign a patientId. Empty: any. */
  readonly patientAuthorities: readonly string[];
  /** Whether each lot carries one signature entry, verified (facts: DMP 2.6). */
  readonly lotSignature: 'required' | 'none';
  /** Whether class must be the one of the type (ASS_X04). */
  readonly classFollowsType: boolean;
  /** Whether CDA content must agree with its entry. */
  readonly cdaConsistency: boolean;
  /** DocumentEntry attributes that are required beyond the Technical Framework. */
  readonly requiredEntryAttributes: readonly string[];
  /** What a second registration of the same uniqueId is. */
  readonly sameDocumentAgain: 'second-entry' | 'same-answer';
  /** What the domain serves over SOAP; every other action is unknown there. */
  readonly transactions: readonly TransactionName[];
  readonly repositoryUniqueId: string;
  /** Device OID that answers in HL7 v3 messages. */
  readonly deviceOid: string;
}

export interface AffinityDomain {
  readonly rules: DomainRules;
  /** @param on the day of submission. */
  check(attribute: CodedAttribute, code: Pick<Code, 'code' | 'system'>, on: Date): CodeVerdict;
  /** The class that the association tables give to a type. Undefined when they have no row. */
  classOf(type: Pick<Code, 'code' | 'system'>): Code | undefined;
  /** XDS formatCode of a level 3 CDA from its templateIds (`root` or `root#extension`), most specific row. */
  formatOfTemplates(templateIds: readonly string[]): Code | undefined;
  /** XDS formatCode of a level 1 CDA from the mediaType of its nonXMLBody. */
  formatOfMediaType(mediaType: string): Code | undefined;
}
