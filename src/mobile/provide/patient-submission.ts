import { type Fault, isRefusal, type Refusal, refuse, refuseAll } from '../../errors.ts';
import { patientLogicalId } from '../../fhir/patient-parameter.ts';
import { code } from '../../model/code.ts';
import { NO_EXTRAS, STABLE, type SubmittedDocumentEntry } from '../../model/document-entry.ts';
import { toDtm } from '../../model/instant.ts';
import type { MedicalRecord } from '../../model/record.ts';
import type { Subject } from '../../model/subject.ts';
import {
  type Association,
  HAS_MEMBER,
  RPLC,
  type SubmissionSet,
  type SubmittedObjects,
} from '../../model/submission.ts';
import type { AffinityDomain } from '../../terminology/affinity-domain.ts';
import { authorOfSubject, ownLot, PATIENT_EXPRESSION, presentPatientId } from '../own-lot.ts';
import type { SentReference } from './document-reference-body.ts';
import type { ProvideBundle, SentDocument } from './provide-bundle.ts';
import { DESIGNATION_TYPE, SOURCE_ID } from './submission-set-body.ts';
import {
  codeOf,
  conceptCode,
  dtm,
  entryUuid,
  LANGUAGE,
  oidOf,
  sourcePatientInfo,
  text,
  uniqueIdOf,
} from './xds-values.ts';

/** What the metadata of a patient's documents are made with. */
export interface PatientSource {
  readonly subject: Subject;
  readonly record: MedicalRecord;
  readonly domain: AffinityDomain;
  /** ISO 8601 UTC. */
  readonly at: string;
}

const OWN_CLASS = '90';
const OWN_TYPES = /^DOCPAT[0-9]{2}$/;
/** Nobody keeps a document from oneself. */
const INVISIBLE = ['INVISIBLE_PATIENT', 'NOPAT'];
const NORMAL = code('N', '2.16.840.1.113883.5.25', 'Normal');

/**
 * The submission that a patient's bundle is (MHD 4.2.3, mapping of DocumentEntry and SubmissionSet; facts: DMP 1.2, 1.3). The
 * patient is the author and answers for it. Types are those for patients, DOCPAT* and those of class 90; what a minimal
 * bundle leaves out follows from the type, the media type and who sends it.
 * @returns ResourceInvalid about an element that is not the patient's to say; everything else is for the rules of a deposit.
 */
export function patientSubmission(bundle: ProvideBundle, source: PatientSource): SubmittedObjects | Refusal {
  const { set, documents } = bundle;
  const faults: Fault[] = [];
  const entries: SubmittedDocumentEntry[] = [];
  for (const [index, document] of documents.entries()) {
    const entry = entryOf(document, `Document${index + 1}`, source);
    if (isRefusal(entry)) faults.push(...entry.refused);
    else entries.push(entry);
  }
  const { subject } = set.resource;
  if (subject !== undefined && !isPatient(subject, source)) faults.push(fault('List.subject'));
  const lot = setOf(set.resource, source);
  if (isRefusal(lot)) faults.push(...lot.refused);
  const refused = refuseAll(faults);
  if (refused !== undefined || isRefusal(lot)) return refused ?? (lot as Refusal);
  const association = (id: string, type: string, from: string, target: string): Association => ({
    id,
    type,
    source: from,
    target,
    slots: type === HAS_MEMBER ? [{ name: 'SubmissionSetStatus', values: ['Original'] }] : [],
    extras: NO_EXTRAS,
  });
  const replaced = documents.flatMap(({ resource }, index) =>
    (resource.relatesTo ?? []).map(({ target }) =>
      association(`Replaces${index + 1}`, RPLC, entries[index]!.id, entryUuid(target)),
    ),
  );
  return {
    submissionSets: [lot],
    entries,
    folders: [],
    associations: [
      ...entries.map(({ id }, index) => association(`Member${index + 1}`, HAS_MEMBER, lot.id, id)),
      ...replaced,
    ],
  };
}

function setOf(
  { identifier, extension = [], date, title, note }: ProvideBundle['set']['resource'],
  { subject, record, domain, at }: PatientSource,
): SubmissionSet | Refusal {
  const own = ownLot({ subject, record, sourceId: domain.rules.repositoryUniqueId, at });
  const uniqueId = identifier.map(oidOf).find((oid) => oid !== undefined);
  if (uniqueId === undefined) return { refused: [fault('List.identifier')] };
  const sources = extension.flatMap((one) => (one.url === SOURCE_ID ? [oidOf(one.valueIdentifier)] : []));
  if (sources.includes(undefined)) return { refused: [fault('List.extension')] };
  const [designation] = extension.flatMap((one) =>
    one.url === DESIGNATION_TYPE ? one.valueCodeableConcept.coding : [],
  );
  return {
    ...own,
    uniqueId,
    sourceId: sources[0] ?? own.sourceId,
    submissionTime: toDtm(new Date(date)),
    ...(designation === undefined ? {} : { contentTypeCode: codeOf(designation) }),
    title: text(title),
    comments: text(note?.[0]?.text),
  };
}

function entryOf(
  { resource }: SentDocument,
  id: string,
  source: PatientSource,
): SubmittedDocumentEntry | Refusal {
  const { domain, record, subject, at } = source;
  const { type, category, author = [], securityLabel = [], context = {}, relatesTo = [] } = resource;
  const { attachment, format } = resource.content[0]!;
  const typeCode = conceptCode(type);
  const classCode = category === undefined ? domain.classOf(typeCode) : conceptCode(category[0]!);
  const uniqueId = uniqueIdOf(resource.masterIdentifier);
  const labels = securityLabel.map(conceptCode);
  const faults = [
    ...(uniqueId === undefined ? [fault('DocumentReference.masterIdentifier')] : []),
    ...(OWN_TYPES.test(typeCode.code) || domain.classOf(typeCode)?.code === OWN_CLASS
      ? []
      : [fault('DocumentReference.type')]),
    ...(resource.subject !== undefined && !isPatient(resource.subject, source)
      ? [fault('DocumentReference.subject')]
      : []),
    ...(labels.some(({ code: label }) => INVISIBLE.includes(label))
      ? [fault('DocumentReference.securityLabel')]
      : []),
    ...author.filter((one) => !isPatient(one, source)).map(() => fault('DocumentReference.author')),
    ...relatesTo
      .filter(({ target }) => entryUuid(target) === '')
      .map(() => fault('DocumentReference.relatesTo')),
  ];
  const refused = refuseAll(faults);
  if (refused !== undefined || uniqueId === undefined)
    return refused ?? refuse('ResourceInvalid', 'uniqueId');
  const authored = authorOfSubject(subject, record);
  const creation = dtm(attachment.creation ?? resource.date) ?? toDtm(new Date(at));
  const stop = dtm(context.period?.end);
  const formatCode = format === undefined ? domain.formatOfMediaType(attachment.contentType) : codeOf(format);
  return {
    id,
    objectType: STABLE,
    mimeType: attachment.contentType,
    uniqueId,
    patientId: presentPatientId(record),
    sourcePatientId: presentPatientId(record),
    sourcePatientInfo: sourcePatientInfo(record),
    authors: [authored],
    ...(authored.person === undefined ? {} : { legalAuthenticator: authored.person }),
    ...(classCode === undefined ? {} : { classCode }),
    typeCode,
    ...(formatCode === undefined ? {} : { formatCode }),
    healthcareFacilityTypeCode:
      context.facilityType === undefined ? PATIENT_EXPRESSION : conceptCode(context.facilityType),
    practiceSettingCode:
      context.practiceSetting === undefined ? PATIENT_EXPRESSION : conceptCode(context.practiceSetting),
    confidentialityCodes: labels.some(({ system }) => system === NORMAL.system)
      ? labels
      : [NORMAL, ...labels],
    eventCodes: (context.event ?? []).map(conceptCode),
    languageCode: attachment.language ?? LANGUAGE,
    creationTime: creation,
    serviceStartTime: dtm(context.period?.start) ?? creation,
    ...(stop === undefined ? {} : { serviceStopTime: stop }),
    ...(attachment.hash === undefined
      ? {}
      : { hash: Buffer.from(attachment.hash, 'base64').toString('hex') }),
    ...(attachment.size === undefined ? {} : { size: attachment.size }),
    title: text(attachment.title ?? typeCode.names[0]?.value ?? typeCode.code),
    comments: text(resource.description),
    uri: [],
    referenceIds: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
}

/** The patient of the record, by its logical id or its INS; a contained copy is not looked into. */
function isPatient({ reference, identifier }: SentReference, { record }: PatientSource): boolean {
  if (reference !== undefined && !reference.startsWith('#')) {
    return reference.split('Patient/').at(-1) === patientLogicalId(record.patient.key);
  }
  return record.identifiers.some(
    ({ value, authority }) => identifier?.value === value && identifier.system === `urn:oid:${authority}`,
  );
}

function fault(about: string): Fault {
  return { code: 'ResourceInvalid', detail: `${about}: not of a patient`, about };
}
