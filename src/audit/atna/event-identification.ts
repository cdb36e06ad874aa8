import type { EventType, StoredEvent } from '../../model/event.ts';
import { type Markup, xml } from '../../xml/write.ts';
import { outcomeOf } from '../event-codes.ts';
import { type CodedValue, coded, DCM } from './coded-value.ts';

const IHE = 'IHE Transactions';
const OWN = 'Carnet';
/** TRE_R248, the purposes of use of the DMP. */
const PURPOSES = '1.2.250.1.213.1.1.4.248';

const QUERY: CodedValue = ['110112', DCM, 'Query'];
const IMPORT: CodedValue = ['110107', DCM, 'Import'];
const EXPORT: CodedValue = ['110106', DCM, 'Export'];
const PATIENT_RECORD: CodedValue = ['110110', DCM, 'Patient Record'];
const SECURITY_ALERT: CodedValue = ['110113', DCM, 'Security Alert'];
const USER_AUTHENTICATION: CodedValue = ['110114', DCM, 'User Authentication'];
const AUDIT_LOG_USED: CodedValue = ['110101', DCM, 'Audit Log Used'];
const APPLICATION_ACTIVITY: CodedValue = ['110100', DCM, 'Application Activity'];

/** TD3.3 of the DMP travels as ITI-57; which of its operations it was stands in our own chain. */
const UPDATE: readonly [CodedValue, CodedValue] = [IMPORT, ['ITI-57', IHE, 'Update Document Set']];

/**
 * EventID and EventTypeCode of each event: those of the "Security Audit Considerations" of each transaction (ITI TF-2 3.18.5,
 * 3.41.7, 3.42.7, 3.43.6 and the like), of DICOM PS3.15 A.5.3 for what is no transaction, our own for those of the DMP.
 */
const IDENTIFICATIONS: Readonly<Record<EventType, readonly [CodedValue, CodedValue]>> = {
  'TD0.2': [QUERY, ['TD0.2', OWN, 'Existence of the record']],
  'TD0.3': [PATIENT_RECORD, ['TD0.3', OWN, 'Authorisation on the record']],
  'TD0.4': [QUERY, ['TD0.4', OWN, 'List of authorised records']],
  'TD1.3a': [QUERY, ['TD1.3a', OWN, 'Administrative data of the record']],
  'TD0.5': [QUERY, ['TD0.5', OWN, 'Search of a patient by traits']],
  'TD1.3b': [PATIENT_RECORD, ['TD1.3b', OWN, 'Change of administrative data']],
  'TD1.4': [PATIENT_RECORD, ['TD1.4', OWN, 'Closing of the record']],
  'TD1.6': [QUERY, ['TD1.6', OWN, 'List of authorised professionals']],
  'ITI-8': [PATIENT_RECORD, ['ITI-8', IHE, 'Patient Identity Feed']],
  'ITI-18': [QUERY, ['ITI-18', IHE, 'Registry Stored Query']],
  'ITI-41': [IMPORT, ['ITI-41', IHE, 'Provide and Register Document Set-b']],
  'ITI-42': [IMPORT, ['ITI-42', IHE, 'Register Document Set-b']],
  'ITI-43': [EXPORT, ['ITI-43', IHE, 'Retrieve Document Set']],
  'ITI-44': [PATIENT_RECORD, ['ITI-44', IHE, 'Patient Identity Feed']],
  'ITI-51': [QUERY, ['ITI-51', IHE, 'Multi-Patient Query']],
  'ITI-57': UPDATE,
  'TD3.3a-mask': UPDATE,
  'TD3.3a-unmask': UPDATE,
  'TD3.3b-hide': UPDATE,
  'TD3.3b-show': UPDATE,
  'TD3.3c-delete': UPDATE,
  'TD3.3d-archive': UPDATE,
  'TD3.3d-unarchive': UPDATE,
  'ITI-61': [IMPORT, ['ITI-61', IHE, 'Register On-Demand Document Entry']],
  'ITI-62': [PATIENT_RECORD, ['ITI-62', IHE, 'Remove Metadata']],
  'ITI-67': [QUERY, ['ITI-67', IHE, 'Find Document References']],
  'ITI-68': [EXPORT, ['ITI-68', IHE, 'Retrieve Document']],
  'ITI-78': [QUERY, ['ITI-78', IHE, 'Mobile Patient Demographics Query']],
  'ITI-90': [QUERY, ['ITI-90', IHE, 'Find Matching Care Services']],
  'ITI-81': [AUDIT_LOG_USED, ['ITI-81', IHE, 'Retrieve ATNA Audit Event']],
  'ITI-86': [PATIENT_RECORD, ['ITI-86', IHE, 'Remove Documents']],
  'ITI-92': [IMPORT, ['ITI-92', IHE, 'Restricted Update Document Set']],
  'PCC-44': [QUERY, ['PCC-44', IHE, 'Mobile Query Existing Data']],
  CONSENT: [PATIENT_RECORD, ['CONSENT', OWN, 'Choices of the patient']],
  'CHOICE-block': [PATIENT_RECORD, ['CHOICE-block', OWN, 'Professional blocked']],
  'CHOICE-unblock': [PATIENT_RECORD, ['CHOICE-unblock', OWN, 'Professional unblocked']],
  'CHOICE-allow-bris-de-glace': [
    PATIENT_RECORD,
    ['CHOICE-allow-bris-de-glace', OWN, 'Bris de glace allowed'],
  ],
  'CHOICE-refuse-bris-de-glace': [
    PATIENT_RECORD,
    ['CHOICE-refuse-bris-de-glace', OWN, 'Bris de glace opposed'],
  ],
  'CHOICE-allow-centre-15': [PATIENT_RECORD, ['CHOICE-allow-centre-15', OWN, 'Access of centre 15 allowed']],
  'CHOICE-refuse-centre-15': [
    PATIENT_RECORD,
    ['CHOICE-refuse-centre-15', OWN, 'Access of centre 15 opposed'],
  ],
  'CHOICE-mask-all': [PATIENT_RECORD, ['CHOICE-mask-all', OWN, 'All documents masked']],
  'CHOICE-unmask-all': [PATIENT_RECORD, ['CHOICE-unmask-all', OWN, 'Masking of all documents ended']],
  'CHOICE-name-medecin-traitant': [
    PATIENT_RECORD,
    ['CHOICE-name-medecin-traitant', OWN, 'Médecin traitant named'],
  ],
  'CHOICE-dismiss-medecin-traitant': [
    PATIENT_RECORD,
    ['CHOICE-dismiss-medecin-traitant', OWN, 'Médecin traitant dismissed'],
  ],
  'BRIS-DE-GLACE': [PATIENT_RECORD, ['BRIS-DE-GLACE', OWN, 'Emergency access opened']],
  'ITI-65': [IMPORT, ['ITI-65', IHE, 'Provide Document Bundle']],
  'SIGN-IN': [USER_AUTHENTICATION, ['110122', DCM, 'Login']],
  ACCOUNT: [USER_AUTHENTICATION, ['ACCOUNT', OWN, 'Account of a patient']],
  RECORD: [PATIENT_RECORD, ['RECORD', OWN, 'Life of the record']],
  'ENROLMENT-notify': [PATIENT_RECORD, ['ENROLMENT-notify', OWN, 'Provisional code sent']],
  'ENROLMENT-code': [PATIENT_RECORD, ['ENROLMENT-code', OWN, 'New provisional code asked for']],
  'ENROLMENT-create': [PATIENT_RECORD, ['ENROLMENT-create', OWN, 'Record created automatically']],
  'ENROLMENT-activate': [PATIENT_RECORD, ['ENROLMENT-activate', OWN, 'Record activated']],
  'ENROLMENT-oppose': [PATIENT_RECORD, ['ENROLMENT-oppose', OWN, 'Opposition to the record']],
  'ENROLMENT-dependants': [PATIENT_RECORD, ['ENROLMENT-dependants', OWN, 'List of dependants']],
  'ENROLMENT-share': [
    PATIENT_RECORD,
    ['ENROLMENT-share', OWN, 'Record of a child shared with another parent'],
  ],
  'ENROLMENT-unshare': [PATIENT_RECORD, ['ENROLMENT-unshare', OWN, 'Record of a child shared no longer']],
  'RECORD-ins-change': [PATIENT_RECORD, ['RECORD-ins-change', OWN, 'INS of the record changed']],
  'RECORD-close': [PATIENT_RECORD, ['RECORD-close', OWN, 'Record closed']],
  'RECORD-reopen': [PATIENT_RECORD, ['RECORD-reopen', OWN, 'Record opened again']],
  'RECORD-erase-ask': [PATIENT_RECORD, ['RECORD-erase-ask', OWN, 'Deletion of documents asked for']],
  'RECORD-erase-withdraw': [
    PATIENT_RECORD,
    ['RECORD-erase-withdraw', OWN, 'Deletion of documents no longer asked for'],
  ],
  'RECORD-erase': [PATIENT_RECORD, ['RECORD-erase', OWN, 'Documents of the record deleted']],
  TLS: [SECURITY_ALERT, ['110126', DCM, 'Node Authentication']],
  SOAP: [SECURITY_ALERT, ['SOAP', OWN, 'Refused SOAP message']],
  FHIR: [SECURITY_ALERT, ['FHIR', OWN, 'Refused FHIR request']],
  START: [APPLICATION_ACTIVITY, ['110120', DCM, 'Application Start']],
  STOP: [APPLICATION_ACTIVITY, ['110121', DCM, 'Application Stop']],
};

/** The code of the transaction, which also types its query among the participant objects. */
export function eventTypeCode(type: EventType): CodedValue {
  return IDENTIFICATIONS[type][1];
}

/**
 * What happened, when, with what outcome and to what end (DICOM PS3.15 A.5.1; PurposeOfUse: ITI TF-2 3.20.7.1.2, and as the
 * assertion says it by 3.40.4.1.3.3). A machine that shows no assertion has said nothing of its end.
 */
export function eventIdentification(event: StoredEvent): Markup {
  const [eventId, type] = IDENTIFICATIONS[event.type];
  const { outcome, outcomeDesc } = outcomeOf(event);
  const purpose = purposeOf(event);
  return xml`<EventIdentification EventActionCode="${event.action}" EventDateTime="${event.at}" EventOutcomeIndicator="${outcome}">${[
    coded('EventID', eventId),
    coded('EventTypeCode', type),
    xml`<EventOutcomeDescription>${outcomeDesc}</EventOutcomeDescription>`,
    purpose === undefined ? undefined : coded('PurposeOfUse', purpose),
  ]}</EventIdentification>`;
}

function purposeOf({ subject }: StoredEvent): CodedValue | undefined {
  if (subject === undefined || subject.mode === 'NONE') return undefined;
  const { purpose, purposeCode, purposeSystem, reason } = subject;
  if (purposeCode === undefined || purposeSystem === undefined) return [purpose, PURPOSES, purpose];
  return [purposeCode, purposeSystem, reason ?? purposeCode];
}
