import type { Fault } from '../../errors.ts';
import { ON_DEMAND, type SubmittedDocumentEntry } from '../../model/document-entry.ts';
import type { EntryAttribute } from '../../terminology/affinity-domain.ts';
import { metadataFault } from './metadata-fault.ts';

/** How the presence of each attribute is seen; names are those of the Technical Framework. */
const PRESENT: Readonly<Record<EntryAttribute, (entry: SubmittedDocumentEntry) => boolean>> = {
  author: (entry) => entry.authors.length > 0,
  classCode: (entry) => entry.classCode !== undefined,
  comments: (entry) => entry.comments.length > 0,
  confidentialityCode: (entry) => entry.confidentialityCodes.length > 0,
  creationTime: (entry) => filled(entry.creationTime),
  eventCodeList: (entry) => entry.eventCodes.length > 0,
  formatCode: (entry) => entry.formatCode !== undefined,
  healthcareFacilityTypeCode: (entry) => entry.healthcareFacilityTypeCode !== undefined,
  hash: (entry) => filled(entry.hash),
  languageCode: (entry) => filled(entry.languageCode),
  legalAuthenticator: (entry) => filled(entry.legalAuthenticator),
  mimeType: (entry) => filled(entry.mimeType),
  practiceSettingCode: (entry) => entry.practiceSettingCode !== undefined,
  repositoryUniqueId: (entry) => filled(entry.repositoryUniqueId),
  serviceStartTime: (entry) => filled(entry.serviceStartTime),
  serviceStopTime: (entry) => filled(entry.serviceStopTime),
  size: (entry) => entry.size !== undefined,
  sourcePatientId: (entry) => filled(entry.sourcePatientId),
  sourcePatientInfo: (entry) => entry.sourcePatientInfo.length > 0,
  title: (entry) => entry.title.some((text) => text.value.trim() !== ''),
  typeCode: (entry) => entry.typeCode !== undefined,
  uniqueId: (entry) => filled(entry.uniqueId),
};

/** Required of every document source (ITI TF-3 Table 4.3.1-3); `patientId` is checked by its own rule. */
const ALWAYS: readonly EntryAttribute[] = [
  'classCode',
  'confidentialityCode',
  'creationTime',
  'formatCode',
  'healthcareFacilityTypeCode',
  'languageCode',
  'mimeType',
  'practiceSettingCode',
  'sourcePatientId',
  'typeCode',
  'uniqueId',
];

function filled(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/** What a document that is made anew for each reader does not have (ITI TF-2 3.61.4.1.2, ITI TF-3 Table 4.3.1-3). */
const NOT_ON_DEMAND: readonly EntryAttribute[] = ['creationTime', 'hash', 'size'];

/**
 * Attributes that are missing and, where every entry must be On-Demand, those that may not be there.
 * @param further what the domain requires beyond the Technical Framework.
 */
export function presenceFaults(
  entry: SubmittedDocumentEntry,
  further: readonly EntryAttribute[],
  objectType: string,
): Fault[] {
  const prohibited = objectType === ON_DEMAND ? NOT_ON_DEMAND : [];
  const required = [...new Set([...ALWAYS, ...further])].filter((name) => !prohibited.includes(name));
  return [
    ...required
      .filter((name) => !PRESENT[name](entry))
      .map((name) => metadataFault(entry.id, name, 'required')),
    ...prohibited
      .filter((name) => PRESENT[name](entry))
      .map((name) => metadataFault(entry.id, name, 'not-on-demand')),
  ];
}
