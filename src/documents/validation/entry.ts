import { entryNames } from '../../ebrim/known-names.ts';
import type { Fault } from '../../errors.ts';
import { type ON_DEMAND, STABLE, type SubmittedDocumentEntry } from '../../model/document-entry.ts';
import { dtmEnd, dtmStart } from '../../model/instant.ts';
import type { CodedAttribute, EntryAttribute } from '../../terminology/affinity-domain.ts';
import { type CodeRules, classFaults, codeFaults, confidentialityFaults } from './codes.ts';
import * as types from './data-types.ts';
import { authorFaults, extrasFaults, lengthFaults, textFaults } from './extras.ts';
import { metadataFault } from './metadata-fault.ts';
import { type PatientIdRules, patientIdFaults } from './patient-id.ts';
import { presenceFaults } from './required.ts';

export interface EntryRules extends CodeRules, Omit<PatientIdRules, 'rules'> {
  /** What every DocumentEntry must be: stable unless said. */
  readonly objectType?: typeof STABLE | typeof ON_DEMAND;
}

/** The attributes that hold text, and the data type of each (ITI TF-3 Table 4.2.3.2-1). */
const TYPED: readonly [string, types.DataType, (entry: SubmittedDocumentEntry) => readonly string[]][] = [
  ['uniqueId', types.documentUniqueId, (entry) => [entry.uniqueId]],
  ['creationTime', types.dtm, (entry) => list(entry.creationTime)],
  ['serviceStartTime', types.dtm, (entry) => list(entry.serviceStartTime)],
  ['serviceStopTime', types.dtm, (entry) => list(entry.serviceStopTime)],
  ['sourcePatientId', types.cx, (entry) => list(entry.sourcePatientId)],
  ['sourcePatientInfo', types.patientInfo, (entry) => entry.sourcePatientInfo],
  ['legalAuthenticator', types.xcn, (entry) => list(entry.legalAuthenticator)],
  ['languageCode', types.language, (entry) => list(entry.languageCode)],
  ['mimeType', types.mimeType, (entry) => list(entry.mimeType)],
  ['hash', types.hash, (entry) => list(entry.hash)],
  ['repositoryUniqueId', types.oid, (entry) => list(entry.repositoryUniqueId)],
  ['homeCommunityId', types.homeCommunityId, (entry) => list(entry.homeCommunityId)],
  ['documentAvailability', types.documentAvailability, (entry) => list(entry.documentAvailability)],
  ['referenceIdList', types.cxi, (entry) => entry.referenceIds],
];

function list(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}

/** Every attribute bound to a value set, with the codes that the entry has in it. */
function codesOf(
  entry: SubmittedDocumentEntry,
): readonly [CodedAttribute, { readonly code: string; readonly system: string }][] {
  const one = (attribute: CodedAttribute, code: { code: string; system: string } | undefined) =>
    code === undefined ? [] : [[attribute, code] as const];
  const word = (value: string | undefined) =>
    value === undefined || value === '' ? undefined : { code: value, system: '' };
  return [
    ...one('classCode', entry.classCode),
    ...one('typeCode', entry.typeCode),
    ...one('formatCode', entry.formatCode),
    ...one('healthcareFacilityTypeCode', entry.healthcareFacilityTypeCode),
    ...one('practiceSettingCode', entry.practiceSettingCode),
    ...entry.confidentialityCodes.flatMap((code) => one('confidentialityCode', code)),
    ...entry.eventCodes.flatMap((code) => one('eventCodeList', code)),
    ...one('languageCode', word(entry.languageCode)),
    ...one('mimeType', word(entry.mimeType)),
  ].map(([attribute, code]) => [attribute, code]);
}

/**
 * Every fault of one DocumentEntry, taken by itself.
 * @param further attributes that are required beyond those of every source and of the domain.
 */
export function entryFaults(
  entry: SubmittedDocumentEntry,
  rules: EntryRules,
  further: readonly EntryAttribute[] = [],
): Fault[] {
  const { id } = entry;
  const { objectType = STABLE } = rules;
  const required = [...rules.domain.rules.requiredEntryAttributes, ...further];
  const faults = presenceFaults(entry, required, objectType);
  if (entry.objectType !== objectType) {
    faults.push(metadataFault(id, 'objectType', 'not-supported', entry.objectType));
  }
  if (entry.limitedMetadata) faults.push(metadataFault(id, 'limitedMetadata', 'not-supported'));
  for (const [attribute, type, valuesOf] of TYPED) {
    const values = valuesOf(entry);
    for (const value of values) {
      const problem = value === '' ? undefined : type(value);
      if (problem !== undefined) faults.push(metadataFault(id, attribute, problem, value));
    }
    faults.push(...lengthFaults(id, attribute, values));
  }
  faults.push(
    ...patientIdFaults(id, entry.patientId, { ...rules, rules: rules.domain.rules }),
    ...codesOf(entry).flatMap(([attribute, code]) => codeFaults(id, attribute, code, rules)),
    ...classFaults(id, entry.classCode, entry.typeCode, rules.domain),
    ...confidentialityFaults(id, entry.confidentialityCodes, rules.domain),
    ...serviceFaults(entry),
    ...authorFaults(id, entry.authors),
    ...lengthFaults(id, 'URI', entry.uri),
    ...textFaults(id, 'title', entry.title),
    ...textFaults(id, 'comments', entry.comments),
    ...extrasFaults(id, entry.extras, entryNames),
  );
  return faults;
}

/** A service ends no earlier than it starts; a date covers all that it names (`2021` is not before `202101`). */
function serviceFaults({ id, serviceStartTime, serviceStopTime }: SubmittedDocumentEntry): Fault[] {
  const start = serviceStartTime === undefined ? undefined : dtmStart(serviceStartTime);
  const end = serviceStopTime === undefined ? undefined : dtmEnd(serviceStopTime);
  return start === undefined || end === undefined || start < end
    ? []
    : [metadataFault(id, 'serviceStartTime', 'start-after-stop', `${serviceStartTime} > ${serviceStopTime}`)];
}
