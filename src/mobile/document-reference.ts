import { coding, concept } from '../fhir/code-systems.ts';
import { present } from '../fhir/present.ts';
import type {
  CodeableConcept,
  Coding,
  Extension,
  Identifier,
  Period,
  Reference,
  Resource,
} from '../fhir/resources.ts';
import { ARCHIVED, DELETED, DEPRECATED, type DocumentEntry } from '../model/document-entry.ts';
import { parseCx } from '../model/hl7v2.ts';
import { dtmStart, dtmToIso } from '../model/instant.ts';
import { authenticatorReference, authorReferences, custodianReference } from './actors.ts';
import { contained } from './contained.ts';
import { entryUuidIdentifier, identifier, logicalIdIdentifier, uniqueIdIdentifier } from './identifiers.ts';
import { sourcePatient } from './source-patient.ts';

const MHD = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD';
export const IS_ARCHIVED =
  'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived';
const ENCOUNTER = 'urn:ihe:iti:xds:2015:encounterId';

export interface DocumentReference extends Resource {
  readonly resourceType: 'DocumentReference';
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly profile: readonly string[] };
  readonly contained?: readonly Resource[];
  readonly extension?: readonly Extension[];
  readonly masterIdentifier: Identifier;
  readonly identifier: readonly Identifier[];
  readonly status: 'current' | 'superseded' | 'entered-in-error';
  readonly type: CodeableConcept;
  readonly category: readonly CodeableConcept[];
  readonly subject: Reference;
  readonly date?: string;
  readonly author?: readonly Reference[];
  readonly authenticator?: Reference;
  readonly custodian: Reference;
  readonly description?: string;
  readonly securityLabel?: readonly CodeableConcept[];
  readonly content: readonly [{ readonly attachment: Attachment; readonly format: Coding }];
  readonly context: Context;
}

export interface Attachment {
  readonly contentType: string;
  readonly language: string;
  readonly url: string;
  readonly size?: number;
  readonly hash?: string;
  readonly title?: string;
  readonly creation?: string;
}

interface Context {
  readonly encounter?: readonly Reference[];
  readonly event?: readonly CodeableConcept[];
  readonly period?: Period;
  readonly facilityType: CodeableConcept;
  readonly practiceSetting: CodeableConcept;
  readonly sourcePatientInfo?: Reference;
  readonly related?: readonly Reference[];
}

/** The logical id of an entry's DocumentReference, and of its Binary. */
export function entryLogicalId(entryUuid: string): string {
  return entryUuid.slice('urn:uuid:'.length);
}

/**
 * The DocumentReference of an entry (MHD 4.2.3, mapping of DocumentEntry; PDSm 3.1.1). `attachment.url` is relative:
 * `Binary/<id>`. `date`, which MHD leaves to the server, is creationTime, as PDSm4DMP has it. What an On-Demand entry does
 * not have (hash, size, creationTime) is left out.
 */
export function documentReference(entry: DocumentEntry): DocumentReference {
  const holder = contained();
  const author = entry.authors.flatMap((one) => authorReferences(one, holder));
  const authenticator =
    entry.legalAuthenticator === undefined
      ? undefined
      : authenticatorReference(entry.legalAuthenticator, holder);
  const patient = sourcePatient(entry.sourcePatientId, entry.sourcePatientInfo);
  const sourcePatientInfo = patient === undefined ? undefined : holder.hold(patient);
  const start = entry.creationTime === undefined ? undefined : dtmStart(entry.creationTime);
  return present<DocumentReference>({
    resourceType: 'DocumentReference',
    id: entryLogicalId(entry.entryUuid),
    meta: { versionId: String(entry.version), profile: [profileOf(entry, sourcePatientInfo)] },
    contained: holder.resources,
    extension: entry.availabilityStatus === ARCHIVED ? [{ url: IS_ARCHIVED, valueBoolean: true }] : [],
    masterIdentifier: uniqueIdIdentifier(entry.uniqueId),
    identifier: [entryUuidIdentifier(entry.entryUuid), logicalIdIdentifier(entry.logicalId)],
    status: statusOf(entry.availabilityStatus),
    type: concept(entry.typeCode),
    category: [concept(entry.classCode)],
    subject: subject(entry.patientId),
    date: start === undefined ? undefined : new Date(start).toISOString(),
    author,
    authenticator,
    custodian: custodianReference(entry.authors) ?? repository(entry.repositoryUniqueId),
    description: entry.comments[0]?.value,
    securityLabel: entry.confidentialityCodes.map(concept),
    content: [{ attachment: attachment(entry), format: coding(entry.formatCode) }],
    context: context(entry, sourcePatientInfo),
  });
}

function attachment(entry: DocumentEntry): Attachment {
  return present<Attachment>({
    contentType: entry.mimeType,
    language: entry.languageCode,
    url: `Binary/${entryLogicalId(entry.entryUuid)}`,
    size: entry.size,
    hash: entry.hash === undefined ? undefined : Buffer.from(entry.hash, 'hex').toString('base64'),
    title: entry.title[0]?.value,
    creation: entry.creationTime === undefined ? undefined : dtmToIso(entry.creationTime),
  });
}

function context(entry: DocumentEntry, sourcePatientInfo: Reference | undefined): Context {
  const references = entry.referenceIds.map(parseCx);
  const encounters = references.filter(({ type }) => type === ENCOUNTER);
  const related = references.filter(({ type }) => type !== ENCOUNTER);
  const period = present<Period>({
    start: entry.serviceStartTime === undefined ? undefined : dtmToIso(entry.serviceStartTime),
    end: entry.serviceStopTime === undefined ? undefined : dtmToIso(entry.serviceStopTime),
  });
  return present<Context>({
    encounter: encounters.flatMap((cx) => logicalReference(cx.value, cx.authority)),
    event: entry.eventCodes.map(concept),
    period: Object.keys(period).length === 0 ? undefined : period,
    facilityType: concept(entry.healthcareFacilityTypeCode),
    practiceSetting: concept(entry.practiceSettingCode),
    sourcePatientInfo,
    related: related.flatMap((cx) => logicalReference(cx.value, cx.authority, cx.type)),
  });
}

/** referenceIdList (CXi): CX.5 is a URN, which PDSm 3.1.1 has as the identifier's type. */
function logicalReference(value: string, authority: string, type?: string): Reference[] {
  const made = identifier(value, authority);
  if (made === undefined) return [];
  const coded = type === undefined ? {} : { type: { coding: [{ system: 'urn:ietf:rfc:3986', code: type }] } };
  return [{ identifier: { ...made, ...coded } }];
}

function statusOf(availabilityStatus: string): DocumentReference['status'] {
  if (availabilityStatus === DEPRECATED) return 'superseded';
  return availabilityStatus === DELETED ? 'entered-in-error' : 'current';
}

/** A logical reference by national identifier; who the patient is by name stands in no list of documents. */
function subject(patientId: string): Reference {
  const cx = parseCx(patientId);
  return present<Reference>({ type: 'Patient', identifier: identifier(cx.value, cx.authority) });
}

function repository(repositoryUniqueId: string): Reference {
  return present<Reference>({ type: 'Organization', identifier: identifier(repositoryUniqueId, '') });
}

/** Comprehensive asks for what limited metadata may lack, a source patient and a confidentiality among it. */
function profileOf(entry: DocumentEntry, sourcePatientInfo: Reference | undefined): string {
  const whole =
    !entry.limitedMetadata && sourcePatientInfo !== undefined && entry.confidentialityCodes.length > 0;
  return `${MHD}.${whole ? 'Comprehensive' : 'Minimal'}.DocumentReference`;
}
