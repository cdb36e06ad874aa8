import {
  ENTRY_PATIENT_ID,
  ENTRY_UNIQUE_ID,
  FOLDER_PATIENT_ID,
  FOLDER_UNIQUE_ID,
  HAS_MEMBER,
  IHE_ASSOCIATION,
  SET_PATIENT_ID,
  SET_SOURCE_ID,
  SET_UNIQUE_ID,
} from '../../urns.ts';

/** Identification and classification schemes and slots that an object must have (ITI TF-3 4.2.3, 4.3.1-3). */
export interface ObjectRules {
  readonly name: string;
  /** Schemes of ExternalIdentifiers, each exactly once. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** Schemes of coded Classifications, and how often: exactly once, or at least once. */
  readonly codes: Readonly<Record<string, readonly [attribute: string, occurs: 'once' | 'some']>>;
  readonly slots: readonly string[];
}

export const PATIENT_ID = 'patientId';

export const ENTRY_RULES: ObjectRules = {
  name: 'DocumentEntry',
  identifiers: {
    [ENTRY_PATIENT_ID]: PATIENT_ID,
    [ENTRY_UNIQUE_ID]: 'uniqueId',
  },
  codes: {
    'urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a': ['classCode', 'once'],
    'urn:uuid:f0306f51-975f-434e-a61c-c59651d33983': ['typeCode', 'once'],
    'urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d': ['formatCode', 'once'],
    'urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1': ['healthcareFacilityTypeCode', 'once'],
    'urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead': ['practiceSettingCode', 'once'],
    'urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f': ['confidentialityCode', 'some'],
  },
  slots: ['languageCode', 'sourcePatientId', 'repositoryUniqueId'],
};

/** What a stable entry must have beyond that. */
export const STABLE_SLOTS = ['creationTime', 'hash', 'size'];

export const SUBMISSION_SET_RULES: ObjectRules = {
  name: 'SubmissionSet',
  identifiers: {
    [SET_PATIENT_ID]: PATIENT_ID,
    [SET_UNIQUE_ID]: 'uniqueId',
    [SET_SOURCE_ID]: 'sourceId',
  },
  codes: { 'urn:uuid:aa543740-bdda-424e-8c96-df4873be8500': ['contentTypeCode', 'once'] },
  slots: ['submissionTime'],
};

export const FOLDER_RULES: ObjectRules = {
  name: 'Folder',
  identifiers: {
    [FOLDER_PATIENT_ID]: PATIENT_ID,
    [FOLDER_UNIQUE_ID]: 'uniqueId',
  },
  codes: { 'urn:uuid:1ba97051-7806-41a8-a48b-8fce7af683c5': ['codeList', 'some'] },
  slots: ['lastUpdateTime'],
};

/** Codes that any object may have: eventCodeList, and the documentation of an association. */
export const OTHER_CODES = [
  'urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4',
  'urn:uuid:abd807a3-4432-4053-87b4-fd82c643d1f3',
];

const DTM = /^\d{4}(\d{2}(\d{2}(\d{2}(\d{2}(\d{2})?)?)?)?)?$/;

/** The form of a slot's value, where it has one. */
export const SLOT_FORMS: Readonly<Record<string, RegExp>> = {
  creationTime: DTM,
  serviceStartTime: DTM,
  serviceStopTime: DTM,
  submissionTime: DTM,
  lastUpdateTime: /^\d{14}$/,
  hash: /^[0-9a-fA-F]{40}$/,
  size: /^\d+$/,
  repositoryUniqueId: /^[0-2](\.(0|[1-9]\d*))+$/,
  sourcePatientId: /^[^^]+\^\^\^[^&^]*&[0-9.]+&ISO$/,
  languageCode: /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/,
};

export const UUID = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const ASSOCIATION_TYPES = [
  HAS_MEMBER,
  ...['RPLC', 'XFRM', 'APND', 'XFRM_RPLC', 'signs'].map((type) => IHE_ASSOCIATION + type),
  'urn:ihe:iti:2010:AssociationType:IsSnapshotOf',
  'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus',
  'urn:ihe:iti:2010:AssociationType:SubmitAssociation',
];
