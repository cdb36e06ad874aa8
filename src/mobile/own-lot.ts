import { authorOf, PS_ID, STRUCTURE_ID } from '../cda/actor-metadata.ts';
import type { CdaActor } from '../cda/header.ts';
import { freshOid, UNSPECIFIED_ACTIVITY } from '../documents/lot-defaults.ts';
import { type Code, code } from '../model/code.ts';
import { type Author, NO_EXTRAS } from '../model/document-entry.ts';
import { formatCx, parseCx } from '../model/hl7v2.ts';
import { toDtm } from '../model/instant.ts';
import { currentIdentifier, type MedicalRecord } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { SubmissionSet } from '../model/submission.ts';

/** TRE_A00: producers of documents who are no professionals. */
const PRODUCERS = '1.2.250.1.213.1.1.4.6';
export const PATIENT_EXPRESSION = code('EXP_PATIENT', PRODUCERS, 'Expression personnelle du patient');

/** The id under which the domain knows the patient of a record now (CX). */
export function presentPatientId(record: Pick<MedicalRecord, 'identifiers'>): string {
  const present = currentIdentifier(record);
  if (present === undefined) throw new Error('a record without an identifier');
  return formatCx(present.value, present.authority, 'NH');
}

/** The author that a caller over FHIR is in XDS metadata (facts: DMP 1.2): the patient, or a professional in a structure. */
export function authorOfSubject(subject: Subject, { patient }: Pick<MedicalRecord, 'patient'>): Author {
  return authorOf(subject.kind === 'patient' ? patientActor(subject, patient) : professionalActor(subject));
}

function patientActor({ id, patientId }: Subject, { family, givens }: MedicalRecord['patient']): CdaActor {
  const root = parseCx(patientId ?? '').authority;
  return {
    ids: [{ root, extension: id }],
    code: PATIENT_EXPRESSION,
    person: { family, given: givens[0] ?? '' },
  };
}

function professionalActor({ id, name, structure }: Subject): CdaActor {
  const [family = '', ...given] = name.split(' ');
  return {
    ids: [{ root: PS_ID, extension: id }],
    person: { family, given: given.join(' ') },
    ...(structure === undefined
      ? {}
      : {
          organization: {
            ids: [{ root: STRUCTURE_ID, extension: structure.id }],
            ...(structure.name === undefined ? {} : { name: structure.name }),
          },
        }),
  };
}

/**
 * The SubmissionSet that a request over FHIR has where it brings none: the caller is its author, this platform its source.
 * @param at ISO 8601 UTC.
 */
export function ownLot(options: {
  readonly subject: Subject;
  readonly record: MedicalRecord;
  readonly sourceId: string;
  readonly at: string;
}): SubmissionSet {
  const { subject, record, sourceId, at } = options;
  const contentTypeCode: Code = subject.kind === 'patient' ? PATIENT_EXPRESSION : UNSPECIFIED_ACTIVITY;
  return {
    id: 'SubmissionSet01',
    uniqueId: freshOid(),
    sourceId,
    patientId: presentPatientId(record),
    submissionTime: toDtm(new Date(at)),
    authors: [authorOfSubject(subject, record)],
    contentTypeCode,
    intendedRecipients: [],
    title: [],
    comments: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
}
