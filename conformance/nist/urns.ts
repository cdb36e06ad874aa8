// Facts of ebRIM and XDS (ITI TF-3 4.2.5) that test plans, messages and judgements share. They stand here again, beside the
// server's own: a judge that took them from the server would not see a wrong one.

export const STABLE = 'urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1';
export const ON_DEMAND = 'urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248';

/** Identification schemes of ExternalIdentifiers. */
export const ENTRY_PATIENT_ID = 'urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427';
export const ENTRY_UNIQUE_ID = 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab';
export const SET_PATIENT_ID = 'urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446';
export const SET_UNIQUE_ID = 'urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8';
export const SET_SOURCE_ID = 'urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832';
export const FOLDER_PATIENT_ID = 'urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a';
export const FOLDER_UNIQUE_ID = 'urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a';
export const PATIENT_ID_SCHEMES = [ENTRY_PATIENT_ID, SET_PATIENT_ID, FOLDER_PATIENT_ID];
export const UNIQUE_ID_SCHEMES = [ENTRY_UNIQUE_ID, SET_UNIQUE_ID, FOLDER_UNIQUE_ID];

export const HAS_MEMBER = 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember';
/** What the types of XDS.b's own associations begin with. */
export const IHE_ASSOCIATION = 'urn:ihe:iti:2007:AssociationType:';

/** A patient id. */
export const CX = /^[^^]+\^\^\^&[0-9.]+&ISO$/;
