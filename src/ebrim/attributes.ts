import type { Code } from '../model/code.ts';
import type { Author, SubmittedDocumentEntry } from '../model/document-entry.ts';
import type { Folder, SubmissionSet } from '../model/submission.ts';

/** The fields of a model value whose type is `V`, optional or not. */
type FieldOf<T, V> = { [K in keyof T]-?: NonNullable<T[K]> extends V ? K : never }[keyof T] & string;

/** An attribute that ebRIM carries in a Slot. `number`: one value, a whole number. */
export type SlotAttribute<T> = { readonly name: string } & (
  | { readonly holds: 'one'; readonly field: FieldOf<T, string> }
  | { readonly holds: 'many'; readonly field: FieldOf<T, readonly string[]> }
  | { readonly holds: 'number'; readonly field: FieldOf<T, number> }
);

/** An attribute that ebRIM carries in Classifications under one scheme. */
export type CodeAttribute<T> = { readonly scheme: string } & (
  | { readonly holds: 'one'; readonly field: FieldOf<T, Code> }
  | { readonly holds: 'many'; readonly field: FieldOf<T, readonly Code[]> }
);

/** An attribute that ebRIM carries in an ExternalIdentifier. */
export interface IdentifierAttribute<T> {
  readonly scheme: string;
  readonly name: string;
  readonly field: FieldOf<T, string>;
}

/** How one kind of metadata object is carried in ebRIM: read and written by this one description. */
export interface AttributeTable<T> {
  readonly slots: readonly SlotAttribute<T>[];
  readonly codes: readonly CodeAttribute<T>[];
  readonly identifiers: readonly IdentifierAttribute<T>[];
  /** Scheme of the author classifications; a Folder has none. */
  readonly authors?: string;
  /** Scheme of the classification that marks limited metadata. */
  readonly limitedMetadata: string;
}

/** DocumentEntry (ITI TF-3 Table 4.2.3.2-1). Attributes of ExtrinsicObject itself are not listed. */
export const documentEntryAttributes: AttributeTable<SubmittedDocumentEntry> = {
  slots: [
    { name: 'creationTime', field: 'creationTime', holds: 'one' },
    { name: 'hash', field: 'hash', holds: 'one' },
    { name: 'languageCode', field: 'languageCode', holds: 'one' },
    { name: 'legalAuthenticator', field: 'legalAuthenticator', holds: 'one' },
    { name: 'repositoryUniqueId', field: 'repositoryUniqueId', holds: 'one' },
    { name: 'serviceStartTime', field: 'serviceStartTime', holds: 'one' },
    { name: 'serviceStopTime', field: 'serviceStopTime', holds: 'one' },
    { name: 'size', field: 'size', holds: 'number' },
    { name: 'sourcePatientId', field: 'sourcePatientId', holds: 'one' },
    { name: 'sourcePatientInfo', field: 'sourcePatientInfo', holds: 'many' },
    { name: 'URI', field: 'uri', holds: 'many' },
    { name: 'documentAvailability', field: 'documentAvailability', holds: 'one' },
    { name: 'urn:ihe:iti:xds:2013:referenceIdList', field: 'referenceIds', holds: 'many' },
  ],
  authors: 'urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d',
  codes: [
    { scheme: 'urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a', field: 'classCode', holds: 'one' },
    { scheme: 'urn:uuid:f0306f51-975f-434e-a61c-c59651d33983', field: 'typeCode', holds: 'one' },
    { scheme: 'urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f', field: 'confidentialityCodes', holds: 'many' },
    { scheme: 'urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d', field: 'formatCode', holds: 'one' },
    {
      scheme: 'urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1',
      field: 'healthcareFacilityTypeCode',
      holds: 'one',
    },
    { scheme: 'urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead', field: 'practiceSettingCode', holds: 'one' },
    { scheme: 'urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4', field: 'eventCodes', holds: 'many' },
  ],
  limitedMetadata: 'urn:uuid:ab9b591b-83ab-4d03-8f5d-f93b1fb92e85',
  identifiers: [
    {
      scheme: 'urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427',
      name: 'XDSDocumentEntry.patientId',
      field: 'patientId',
    },
    {
      scheme: 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
      name: 'XDSDocumentEntry.uniqueId',
      field: 'uniqueId',
    },
  ],
};

/** The classification that makes a RegistryPackage a SubmissionSet. */
export const SUBMISSION_SET_NODE = 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd';

/** SubmissionSet (ITI TF-3 Table 4.2.3.3-1). */
export const submissionSetAttributes: AttributeTable<SubmissionSet> = {
  slots: [
    { name: 'submissionTime', field: 'submissionTime', holds: 'one' },
    { name: 'intendedRecipient', field: 'intendedRecipients', holds: 'many' },
  ],
  authors: 'urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d',
  codes: [
    { scheme: 'urn:uuid:aa543740-bdda-424e-8c96-df4873be8500', field: 'contentTypeCode', holds: 'one' },
  ],
  limitedMetadata: 'urn:uuid:5003a9db-8d8d-49e6-bf0c-990e34ac7707',
  identifiers: [
    {
      scheme: 'urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446',
      name: 'XDSSubmissionSet.patientId',
      field: 'patientId',
    },
    {
      scheme: 'urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832',
      name: 'XDSSubmissionSet.sourceId',
      field: 'sourceId',
    },
    {
      scheme: 'urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8',
      name: 'XDSSubmissionSet.uniqueId',
      field: 'uniqueId',
    },
  ],
};

/** The classification that makes a RegistryPackage a Folder. */
export const FOLDER_NODE = 'urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2';

/** Folder (ITI TF-3 Table 4.2.3.4-1). */
export const folderAttributes: AttributeTable<Folder> = {
  slots: [{ name: 'lastUpdateTime', field: 'lastUpdateTime', holds: 'one' }],
  codes: [{ scheme: 'urn:uuid:1ba97051-7806-41a8-a48b-8fce7af683c5', field: 'codes', holds: 'many' }],
  limitedMetadata: 'urn:uuid:2c144a76-29a9-4b7c-af54-b25409fe7d03',
  identifiers: [
    {
      scheme: 'urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a',
      name: 'XDSFolder.patientId',
      field: 'patientId',
    },
    {
      scheme: 'urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a',
      name: 'XDSFolder.uniqueId',
      field: 'uniqueId',
    },
  ],
};

/** The slots of an author classification (ITI TF-3 4.2.3.1.4), in the order in which they are written. */
export const authorSlots: readonly (
  | { readonly name: string; readonly field: 'person'; readonly holds: 'one' }
  | { readonly name: string; readonly field: FieldOf<Author, readonly string[]>; readonly holds: 'many' }
)[] = [
  { name: 'authorPerson', field: 'person', holds: 'one' },
  { name: 'authorInstitution', field: 'institutions', holds: 'many' },
  { name: 'authorRole', field: 'roles', holds: 'many' },
  { name: 'authorSpecialty', field: 'specialties', holds: 'many' },
  { name: 'authorTelecommunication', field: 'telecommunications', holds: 'many' },
];
