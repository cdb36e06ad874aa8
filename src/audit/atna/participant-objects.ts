import type { StoredEvent } from '../../model/event.ts';
import { type Markup, xml } from '../../xml/write.ts';
import { type CodedValue, coded, RFC_3881 } from './coded-value.ts';
import { eventTypeCode } from './event-identification.ts';

const PATIENT_NUMBER: CodedValue = ['2', RFC_3881, 'Patient Number'];
const REPORT_NUMBER: CodedValue = ['9', RFC_3881, 'Report Number'];
const NODE_ID: CodedValue = ['12', RFC_3881, 'URI'];
const SUBMISSION_SET: CodedValue = [
  'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd',
  'IHE XDS Metadata',
  'submission set classificationNode',
];

/** ParticipantObjectTypeCode. */
const PERSON = '1';
const SYSTEM_OBJECT = '2';

/** ParticipantObjectTypeCodeRole (RFC 3881, 5.5.2). */
const ROLES = { patient: '1', report: '3', securityResource: '13', job: '20', query: '24' };

/**
 * What the event was about: the patient, the submission set of a submission, the documents of any other transaction, the
 * query of a query.
 * @param patientId CX of the patient, where one is known.
 */
export function participantObjects(event: StoredEvent, patientId: string | undefined): readonly Markup[] {
  return [
    ...(patientId === undefined ? [] : [object(PERSON, ROLES.patient, patientId, PATIENT_NUMBER)]),
    ...(event.submissionSet === undefined
      ? event.documents.map((uniqueId) => object(SYSTEM_OBJECT, ROLES.report, uniqueId, REPORT_NUMBER))
      : [object(SYSTEM_OBJECT, ROLES.job, event.submissionSet, SUBMISSION_SET)]),
    ...(event.query === undefined ? [] : [query(event.query, event)]),
    ...(event.type === 'TLS' ? [object(SYSTEM_OBJECT, ROLES.securityResource, event.from, NODE_ID)] : []),
  ];
}

function object(type: string, role: string, id: string, idType: CodedValue): Markup {
  return xml`<ParticipantObjectIdentification ParticipantObjectID="${id}" ParticipantObjectTypeCode="${type}" ParticipantObjectTypeCodeRole="${role}">${coded(
    'ParticipantObjectIDTypeCode',
    idType,
  )}</ParticipantObjectIdentification>`;
}

/** The text of the query, and the encoding that it had before base64 (ITI TF-2 3.18.5.1). */
function query(text: string, event: StoredEvent): Markup {
  const code = eventTypeCode(event.type);
  return xml`<ParticipantObjectIdentification ParticipantObjectID="${event.requestId}" ParticipantObjectTypeCode="${SYSTEM_OBJECT}" ParticipantObjectTypeCodeRole="${ROLES.query}">${coded(
    'ParticipantObjectIDTypeCode',
    code,
  )}<ParticipantObjectQuery>${base64(text)}</ParticipantObjectQuery><ParticipantObjectDetail type="QueryEncoding" value="${base64('UTF-8')}"/></ParticipantObjectIdentification>`;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
