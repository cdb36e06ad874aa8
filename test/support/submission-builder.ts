import { code } from '../../src/model/code.ts';
import { NO_EXTRAS, STABLE, type SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import type { Subject } from '../../src/model/subject.ts';
import { HAS_MEMBER, SIGNS, type SubmittedObjects } from '../../src/model/submission.ts';

export const CHARLOTTE = { value: '294061411802778', authority: '1.2.250.1.213.1.4.10' };
export const PATIENT_ID = `${CHARLOTTE.value}^^^&${CHARLOTTE.authority}&ISO^NH`;

const PERSON = '810000000037^CARON^Inès^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
const PHARMACY = 'PHARMACIE DU MARCHE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1140000043';

export const PHARMACIST: Subject = {
  kind: 'professional',
  mode: 'DIRECTE',
  id: '810000000037',
  name: 'CARON Inès',
  structure: { id: '1140000043', name: 'PHARMACIE DU MARCHE' },
  roles: [
    code('21', '1.2.250.1.71.1.2.7', 'Pharmacien'),
    code('A', '1.2.250.1.71.4.2.6', "Pharmacien titulaire d'officine"),
  ],
  purpose: 'normal',
  patientId: PATIENT_ID,
  secretConnection: false,
  evidence: { id: '_assertion', issuer: 'CN=810000000037' },
};

/** A document of a submission before it is received. */
export interface DocumentBytes {
  readonly id: string;
  readonly bytes: Buffer;
}

export interface BuiltSubmission {
  readonly objects: SubmittedObjects;
  readonly documents: readonly DocumentBytes[];
}

const author = {
  person: PERSON,
  institutions: [PHARMACY],
  roles: [],
  specialties: ['G15_21/A^Pharmacien - Pharmacien titulaire d’officine^1.2.250.1.213.1.1.4.5'],
  telecommunications: [],
};

const NOTE_ID = '1.2.250.1.999.1.1.7898.3.1';
const SIGNATURE_ID = '1.2.250.1.999.1.1.7898.4.1';
const LOT_ID = '1.2.250.1.999.1.1.7898.1.1';

/** A vaccination note, as far as its header; `changes` are put in place of what they name. */
export function vaccinationNote(uniqueId = NOTE_ID, changes: Readonly<Record<string, string>> = {}): Buffer {
  const note = `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="1.2.250.1.213.1.1.1.1"/>
  <id root="${uniqueId}"/>
  <code code="87273-9" codeSystem="2.16.840.1.113883.6.1" displayName="Note de vaccination"/>
  <title>Note de vaccination</title>
  <effectiveTime value="20261002101500+0200"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="fr-FR"/>
  <recordTarget><patientRole><id root="${CHARLOTTE.authority}" extension="${CHARLOTTE.value}"/></patientRole></recordTarget>
  <author><time value="20261002101500+0200"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="810000000037"/></assignedAuthor></author>
  <legalAuthenticator><time value="20261002101500+0200"/><signatureCode code="S"/><assignedEntity><id root="1.2.250.1.71.4.2.1" extension="810000000037"/></assignedEntity></legalAuthenticator>
  <component><structuredBody/></component>
</ClinicalDocument>`;
  const changed = Object.entries(changes).reduce((text, [from, to]) => text.replace(from, to), note);
  return Buffer.from(changed);
}

export const noteEntry: SubmittedDocumentEntry = {
  id: 'Document01',
  objectType: STABLE,
  mimeType: 'text/xml',
  uniqueId: NOTE_ID,
  patientId: PATIENT_ID,
  sourcePatientId: '0456789999^^^&1.2.250.1.999.1.1.7898.2&ISO^PI',
  sourcePatientInfo: ['PID-5|LEMOINE^CHARLOTTE^^^^^L', 'PID-7|19940612', 'PID-8|F'],
  authors: [author],
  legalAuthenticator: PERSON,
  classCode: code('52', '1.2.250.1.213.1.1.4.1', 'Certificat, déclaration'),
  typeCode: code('87273-9', '2.16.840.1.113883.6.1', 'Note de vaccination'),
  formatCode: code('urn:asip:ci-sis:vac-note:2021', '1.2.250.1.213.1.1.4.2.282', 'Note de vaccination'),
  healthcareFacilityTypeCode: code('SA33', '1.2.250.1.71.4.2.4', "Pharmacie d'officine"),
  practiceSettingCode: code('AMBULATOIRE', '1.2.250.1.213.1.1.4.9', 'Ambulatoire'),
  confidentialityCodes: [code('N', '2.16.840.1.113883.5.25', 'Normal')],
  eventCodes: [],
  languageCode: 'fr-FR',
  creationTime: '20261002081500',
  serviceStartTime: '20261002080000',
  serviceStopTime: '20261002081000',
  title: [{ value: 'Note de vaccination', language: 'FR', charset: 'UTF8' }],
  comments: [],
  uri: [],
  referenceIds: [],
  limitedMetadata: false,
  extras: {
    ...NO_EXTRAS,
    slots: [{ name: 'urn:example:lot', values: ['premier', 'second'] }],
  },
};

export const signatureEntry: SubmittedDocumentEntry = {
  ...noteEntry,
  id: 'Signature01',
  uniqueId: SIGNATURE_ID,
  classCode: code('urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1', 'URN', 'Digital Signature'),
  typeCode: code('E1762', 'ASTM', 'Full Document'),
  formatCode: code('http://www.w3.org/2000/09/xmldsig#', 'URN', 'Default Signature Style'),
  confidentialityCodes: [
    code('N', '2.16.840.1.113883.5.25', 'Normal'),
    code('MASQUE_PS', '1.2.250.1.213.1.1.4.13', 'Masqué aux professionnels de santé'),
    code('INVISIBLE_PATIENT', '1.2.250.1.213.1.1.4.13', 'Non visible par le patient'),
  ],
  eventCodes: [code('1.2.840.10065.1.12.1.14', '1.2.840.10065.1.12', 'Source')],
  languageCode: 'art',
  title: [{ value: 'Source' }],
  extras: NO_EXTRAS,
};

const original = [{ name: 'SubmissionSetStatus', values: ['Original'] }];

function association(id: string, type: string, source: string, target: string, slots = original) {
  return { id, type, source, target, slots, extras: NO_EXTRAS };
}

/** Names of a second lot by the same hands, so that both can be stored. */
export interface LotNames {
  readonly note: string;
  readonly signature: string;
  readonly lot: string;
}

export function namesOf(serial: number): LotNames {
  const base = '1.2.250.1.999.1.1.7898';
  return { note: `${base}.3.${serial}`, signature: `${base}.4.${serial}`, lot: `${base}.1.${serial}` };
}

/** One valid lot of the DMP: a vaccination note and the signature, which whoever deposits it makes. */
export function submission(
  names: LotNames = { note: NOTE_ID, signature: SIGNATURE_ID, lot: LOT_ID },
): BuiltSubmission {
  return {
    objects: {
      submissionSets: [
        {
          id: 'SubmissionSet01',
          uniqueId: names.lot,
          sourceId: '1.2.250.1.999.1.1.7898',
          patientId: PATIENT_ID,
          submissionTime: '20261002082000',
          authors: [author],
          contentTypeCode: code('07', '1.2.250.1.213.2.2', 'Consultation'),
          intendedRecipients: [],
          title: [{ value: 'Lot' }],
          comments: [],
          limitedMetadata: false,
          extras: NO_EXTRAS,
        },
      ],
      entries: [
        { ...noteEntry, uniqueId: names.note },
        { ...signatureEntry, uniqueId: names.signature },
      ],
      folders: [],
      associations: [
        association('Member01', HAS_MEMBER, 'SubmissionSet01', 'Document01'),
        association('Member02', HAS_MEMBER, 'SubmissionSet01', 'Signature01'),
        association('Signs01', SIGNS, 'Signature01', 'SubmissionSet01'),
      ],
    },
    documents: [{ id: 'Document01', bytes: vaccinationNote(names.note) }],
  };
}

type Mutation<T> = Partial<{ [K in keyof T]: T[K] | undefined }>;

function changed<T extends object>(value: T, mutation: Mutation<T>): T {
  const entries = Object.entries({ ...value, ...mutation }).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as T;
}

/** The same submission with something else in its note's entry; `undefined` takes an attribute away. */
export function withNote(
  built: BuiltSubmission,
  mutation: Mutation<SubmittedDocumentEntry>,
): BuiltSubmission {
  const [note, ...rest] = built.objects.entries;
  return { ...built, objects: { ...built.objects, entries: [changed(note!, mutation), ...rest] } };
}

/** The same submission with something else in its SubmissionSet. */
export function withSet(
  built: BuiltSubmission,
  mutation: Mutation<SubmittedObjects['submissionSets'][number]>,
): BuiltSubmission {
  const [set] = built.objects.submissionSets;
  return { ...built, objects: { ...built.objects, submissionSets: [changed(set!, mutation)] } };
}

/** The same submission with one association more. */
export function withAssociation(
  built: BuiltSubmission,
  type: string,
  target: string,
  slots: typeof original = [],
): BuiltSubmission {
  const more = association('Relation01', type, 'Document01', target, slots);
  return { ...built, objects: { ...built.objects, associations: [...built.objects.associations, more] } };
}
