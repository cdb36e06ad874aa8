import { freshOid } from '../documents/lot-defaults.ts';
import { type Code, code } from '../model/code.ts';
import { NO_EXTRAS, STABLE, type SubmittedDocumentEntry } from '../model/document-entry.ts';
import { toDtm } from '../model/instant.ts';
import {
  type Association,
  HAS_MEMBER,
  RPLC,
  SIGNS,
  type SubmissionSet,
  type SubmittedObjects,
} from '../model/submission.ts';
import { visibilityCode } from '../model/visibility.ts';
import type { ReceivedContent } from '../store/blobs.ts';
import type { LotAuthor } from './lot-author.ts';

const STRUCTURE_ARC = '1.2.250.1.71.4.2.2';

export interface LotParts {
  readonly entry: SubmittedDocumentEntry;
  readonly author: LotAuthor;
  /** Struct_IdNat of the depositor's structure: the source of the lot. */
  readonly structureId: string;
  readonly contentType: Code;
  /** entryUUID of the document that this one replaces. */
  readonly replaces?: string | undefined;
  readonly at: Date;
}

export function submissionSetOf({
  entry,
  author,
  structureId,
  contentType,
  at,
}: Omit<LotParts, 'entry'> & {
  readonly entry: Pick<SubmittedDocumentEntry, 'patientId' | 'title'>;
}): SubmissionSet {
  return {
    id: 'SubmissionSet01',
    uniqueId: freshOid(),
    sourceId: `${STRUCTURE_ARC}.${structureId.replace(/^0+(?=.)/, '')}`,
    patientId: entry.patientId,
    submissionTime: toDtm(at),
    authors: [author.author],
    contentTypeCode: contentType,
    intendedRecipients: [],
    title: entry.title,
    comments: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
}

/** The entry of the signature of a lot (DMP 2.6): hidden from professionals and from the patient. */
export function signatureEntryOf(
  { entry, author, at }: LotParts,
  signature: Pick<ReceivedContent, 'sha1' | 'size'>,
): SubmittedDocumentEntry {
  const now = toDtm(at);
  return {
    id: 'Signature01',
    objectType: STABLE,
    mimeType: 'text/xml',
    uniqueId: freshOid(),
    patientId: entry.patientId,
    sourcePatientId: entry.patientId,
    sourcePatientInfo: entry.sourcePatientInfo,
    authors: [author.author],
    legalAuthenticator: author.legalAuthenticator,
    classCode: code('urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1', 'URN', 'Digital Signature'),
    typeCode: code('E1762', 'ASTM', 'Full Document'),
    formatCode: code('http://www.w3.org/2000/09/xmldsig#', 'URN', 'Default Signature Style'),
    ...(entry.healthcareFacilityTypeCode === undefined
      ? {}
      : { healthcareFacilityTypeCode: entry.healthcareFacilityTypeCode }),
    ...(entry.practiceSettingCode === undefined ? {} : { practiceSettingCode: entry.practiceSettingCode }),
    confidentialityCodes: [
      code('N', '2.16.840.1.113883.5.25', 'Normal'),
      visibilityCode('MASQUE_PS'),
      visibilityCode('INVISIBLE_PATIENT'),
    ],
    eventCodes: [code('1.2.840.10065.1.12.1.14', '1.2.840.10065.1.12', 'Source')],
    languageCode: 'art',
    creationTime: now,
    serviceStartTime: now,
    serviceStopTime: now,
    hash: signature.sha1,
    size: signature.size,
    title: [{ value: 'Source', language: 'fr-FR', charset: 'UTF-8' }],
    comments: [],
    uri: [],
    referenceIds: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
}

const ORIGINAL = [{ name: 'SubmissionSetStatus', values: ['Original'] }];

/** The objects of the lot: the document, its signature, and how they hang together (DMP 2.3). */
export function lotObjects(
  parts: LotParts,
  set: SubmissionSet,
  signature: SubmittedDocumentEntry,
): SubmittedObjects {
  const { entry, replaces } = parts;
  const association = (
    id: string,
    type: string,
    source: string,
    target: string,
    slots: Association['slots'],
  ): Association => ({ id, type, source, target, slots, extras: NO_EXTRAS });
  return {
    submissionSets: [set],
    entries: [entry, signature],
    folders: [],
    associations: [
      association('Member01', HAS_MEMBER, set.id, entry.id, ORIGINAL),
      association('Member02', HAS_MEMBER, set.id, signature.id, ORIGINAL),
      association('Signs01', SIGNS, signature.id, set.id, ORIGINAL),
      ...(replaces === undefined ? [] : [association('Replaces01', RPLC, entry.id, replaces, [])]),
    ],
  };
}
