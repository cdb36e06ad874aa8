import { randomUUID } from 'node:crypto';
import { type Code, code } from '../../src/model/code.ts';
import {
  APPROVED,
  type Author,
  type DocumentEntry,
  NO_EXTRAS,
  STABLE,
  type SubmittedDocumentEntry,
} from '../../src/model/document-entry.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { toDtm } from '../../src/model/instant.ts';
import type { BenchPatient } from './population.ts';

const LOINC = '2.16.840.1.113883.6.1';
const CLASSES = '1.2.250.1.213.1.1.4.1';
const DAY_MS = 24 * 60 * 60 * 1000;

/** Types that a doctor may read, with their classes (ASS_X04). */
const KINDS: readonly { readonly type: Code; readonly class: Code }[] = [
  {
    type: code('11488-4', LOINC, 'CR ou fiche de consultation ou de visite'),
    class: code('10', CLASSES, 'Compte rendu'),
  },
  { type: code('11502-2', LOINC, "CR d'examens biologiques"), class: code('10', CLASSES, 'Compte rendu') },
  {
    type: code('57833-6', LOINC, 'Prescription de produits de santé'),
    class: code('42', CLASSES, 'Prescription'),
  },
  {
    type: code('87273-9', LOINC, 'Note de vaccination'),
    class: code('52', CLASSES, 'Certificat, déclaration'),
  },
];

type CodedAttribute =
  | 'classCode'
  | 'typeCode'
  | 'formatCode'
  | 'healthcareFacilityTypeCode'
  | 'practiceSettingCode'
  | 'languageCode'
  | 'creationTime';

/** What every sample has, though a submission may lack it. */
type Coded = Required<Pick<SubmittedDocumentEntry, CodedAttribute>>;

export function kindOf(number: number): (typeof KINDS)[number] {
  return KINDS[number % KINDS.length] as (typeof KINDS)[number];
}

export interface StoredContent {
  readonly key: string;
  readonly sha1: string;
  readonly size: number;
}

/** Parts that are the same in every sample; made once, so that seeding costs what the store costs. */
export const AUTHOR_PERSON = '810000000029^BELLAMY^Hugo^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
const AUTHOR_INSTITUTION = 'CABINET DU DR BELLAMY^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^481000000002901';
const SPECIALTY = 'G15_10/SM26^Médecin - Qualifié en Médecine Générale (SM)^1.2.250.1.213.1.1.4.5';
export const SAMPLE_AUTHOR: Author = {
  person: AUTHOR_PERSON,
  institutions: [AUTHOR_INSTITUTION],
  roles: ['Médecin traitant'],
  specialties: [SPECIALTY],
  telecommunications: [],
};
const FACILITY = code('SA07', '1.2.250.1.71.4.2.4', 'Cabinet individuel');
const SETTING = code('AMBULATOIRE', '1.2.250.1.213.1.1.4.9', 'Ambulatoire');
const FORMAT = code(
  'urn:ihe:iti:xds-sd:pdf:2008',
  '1.3.6.1.4.1.19376.1.2.3',
  'Document à corps non structuré au format PDF',
);
const NORMAL = code('N', '2.16.840.1.113883.5.25', 'Normal');

/** The arc of everything that the bench makes up. */
export const BENCH_ARC = '1.2.250.1.999.9';

/**
 * An entry as a document source sends it: every attribute that the DMP requires, one author, the `medecin-traitant` of the
 * sandbox. The kind of document and its date follow from `number`.
 */
export function sampleSubmission(
  patient: BenchPatient,
  number: number,
  document: { readonly uniqueId: string; readonly sha1: string; readonly size: number },
): SubmittedDocumentEntry & Coded {
  const kind = kindOf(number);
  const at = toDtm(new Date(Date.UTC(2023, 0, 1) + (number % 1000) * DAY_MS));
  const patientId = formatCx(patient.ins, patient.authority, 'NH');
  return {
    id: 'Document01',
    objectType: STABLE,
    mimeType: 'text/xml',
    uniqueId: document.uniqueId,
    patientId,
    sourcePatientId: patientId,
    sourcePatientInfo: [
      `PID-5|${patient.family}^${patient.given}^^^^^L`,
      `PID-7|${patient.birthDate.replaceAll('-', '')}`,
      'PID-8|F',
    ],
    authors: [SAMPLE_AUTHOR],
    legalAuthenticator: AUTHOR_PERSON,
    classCode: kind.class,
    typeCode: kind.type,
    formatCode: FORMAT,
    healthcareFacilityTypeCode: FACILITY,
    practiceSettingCode: SETTING,
    confidentialityCodes: [NORMAL],
    eventCodes: [],
    languageCode: 'fr-FR',
    creationTime: at,
    serviceStartTime: at,
    serviceStopTime: at,
    hash: document.sha1,
    size: document.size,
    title: [{ value: `${kind.type.names[0]?.value} ${number}`, language: 'FR', charset: 'UTF8' }],
    comments: [],
    uri: [],
    referenceIds: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
}

/** The uniqueId of the entry that was seeded with this number. */
export function seededUniqueId(number: number): string {
  return `${BENCH_ARC}.1.${number}`;
}

/** The same as a registry holds it; the same number gives the same uniqueId. */
export function sampleEntry(
  patient: BenchPatient,
  number: number,
  content: StoredContent,
  repositoryUniqueId: string,
): DocumentEntry {
  const id = `urn:uuid:${randomUUID()}`;
  const submitted = sampleSubmission(patient, number, { ...content, uniqueId: seededUniqueId(number) });
  return {
    ...submitted,
    id,
    entryUuid: id,
    logicalId: id,
    version: 1,
    availabilityStatus: APPROVED,
    hash: content.sha1,
    size: content.size,
    repositoryUniqueId,
  };
}
