import { type Code, codeKey, type LocalizedString } from '../../model/code.ts';
import type { DocumentEntry, SubmittedDocumentEntry } from '../../model/document-entry.ts';
import { parseCx } from '../../model/hl7v2.ts';
import type { Slot } from '../../model/slot.ts';

/** uniqueId, logical id and kind are those of every update. */
type KeptAttribute = Exclude<
  keyof SubmittedDocumentEntry,
  'id' | 'logicalId' | 'uniqueId' | 'objectType' | 'confidentialityCodes'
>;

/** What a server sets itself, and a new version may leave out. */
const SET_BY_SERVER: readonly KeptAttribute[] = ['hash', 'size', 'repositoryUniqueId'];

/**
 * What counts of each attribute when two versions are compared: neither display texts of codes, nor languages and character
 * sets of texts, nor the order of what is a set, nor the effective date that the DMP's samples put behind a patient id.
 */
const MEANINGS: { readonly [K in KeptAttribute]-?: (entry: SubmittedDocumentEntry) => unknown } = {
  mimeType: ({ mimeType }) => mimeType,
  homeCommunityId: ({ homeCommunityId }) => homeCommunityId,
  patientId: ({ patientId }) => {
    const { value, authority } = parseCx(patientId);
    return [value, authority];
  },
  sourcePatientId: ({ sourcePatientId }) => sourcePatientId,
  sourcePatientInfo: ({ sourcePatientInfo }) => [...sourcePatientInfo].sort(),
  authors: ({ authors }) =>
    authors.map(({ slots = [], ...author }) => [
      author.person,
      author.institutions,
      author.roles,
      author.specialties,
      author.telecommunications,
      slotsOf(slots),
    ]),
  legalAuthenticator: ({ legalAuthenticator }) => legalAuthenticator,
  classCode: ({ classCode }) => keysOf([classCode]),
  typeCode: ({ typeCode }) => keysOf([typeCode]),
  formatCode: ({ formatCode }) => keysOf([formatCode]),
  healthcareFacilityTypeCode: ({ healthcareFacilityTypeCode }) => keysOf([healthcareFacilityTypeCode]),
  practiceSettingCode: ({ practiceSettingCode }) => keysOf([practiceSettingCode]),
  eventCodes: ({ eventCodes }) => keysOf(eventCodes),
  languageCode: ({ languageCode }) => languageCode,
  creationTime: ({ creationTime }) => creationTime,
  serviceStartTime: ({ serviceStartTime }) => serviceStartTime,
  serviceStopTime: ({ serviceStopTime }) => serviceStopTime,
  hash: ({ hash }) => hash?.toLowerCase(),
  size: ({ size }) => size,
  repositoryUniqueId: ({ repositoryUniqueId }) => repositoryUniqueId,
  title: ({ title }) => textsOf(title),
  comments: ({ comments }) => textsOf(comments),
  uri: ({ uri }) => uri,
  documentAvailability: ({ documentAvailability }) => documentAvailability,
  referenceIds: ({ referenceIds }) => [...referenceIds].sort(),
  limitedMetadata: ({ limitedMetadata }) => limitedMetadata,
  extras: ({ extras: { slots, classifications, identifiers } }) => [
    slotsOf(slots),
    classifications
      .map(({ scheme, nodeRepresentation, slots: own }) =>
        JSON.stringify([scheme, nodeRepresentation, slotsOf(own)]),
      )
      .sort(),
    identifiers.map(({ scheme, value }) => JSON.stringify([scheme, value])).sort(),
  ],
};

/**
 * Names of the attributes, confidentialityCode apart, in which a new version of an entry says something else than the entry.
 * Empty for a version that changes the confidentiality alone.
 */
export function changedAttributes(
  before: DocumentEntry,
  after: SubmittedDocumentEntry,
): readonly KeptAttribute[] {
  return (Object.keys(MEANINGS) as KeptAttribute[]).filter((attribute) => {
    if (SET_BY_SERVER.includes(attribute) && after[attribute] === undefined) return false;
    const meaning = MEANINGS[attribute];
    return JSON.stringify([meaning(before)]) !== JSON.stringify([meaning(after)]);
  });
}

function keysOf(codes: readonly (Code | undefined)[]): readonly string[] {
  return codes.flatMap((one) => (one === undefined ? [] : [codeKey(one)])).sort();
}

function textsOf(texts: readonly LocalizedString[]): readonly string[] {
  return texts.map(({ value }) => value);
}

function slotsOf(slots: readonly Slot[]): readonly string[] {
  return slots.map(({ name, values }) => JSON.stringify([name, values])).sort();
}
