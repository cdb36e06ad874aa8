import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { ON_DEMAND } from '../../model/document-entry.ts';
import type { EntryCriteria } from '../../store/store.ts';
import { codesOf, ENTRY, objectTypesOf, repeatedCodesOf } from './document-parameters.ts';
import { availabilitiesOf, metadataLevel } from './metadata-level.ts';
import { anyOf, timeRange } from './parameters.ts';
import { patientOf, statusesOf } from './shared-parameters.ts';
import {
  type AskedQuery,
  atMost,
  NOTHING_FOUND,
  type QueryDefinition,
  type QueryRules,
  type StoredQuery,
} from './stored-query.ts';

export const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';

const AUTHOR = `${ENTRY}AuthorPerson`;
/** Each pattern is compared with every author of the record. */
const MOST_PATTERNS = 100;

/** Parameters that hold codes, by the criterion that each is. */
const CODES = [
  ['classCodes', 'ClassCode'],
  ['typeCodes', 'TypeCode'],
  ['formatCodes', 'FormatCode'],
  ['practiceSettingCodes', 'PracticeSettingCode'],
  ['healthcareFacilityTypeCodes', 'HealthcareFacilityTypeCode'],
] as const;

/** Parameters that hold codes and may be repeated (AND). */
const REPEATABLE_CODES = [
  ['eventCodes', 'EventCodeList'],
  ['confidentialityCodes', 'ConfidentialityCode'],
] as const;

const TIMES = [
  ['creationTime', 'CreationTime'],
  ['serviceStartTime', 'ServiceStartTime'],
  ['serviceStopTime', 'ServiceStopTime'],
] as const;

/**
 * FindDocuments (ITI TF-2 3.18.4.1.2.3.7.1). Parameters that are not known are ignored. The patient is not among the
 * criteria: the scope is of the record, whatever INS its documents were filed under (EX_3.1-1055).
 * @returns what to look for, or XDSStoredQueryMissingParam, XDSStoredQueryParamNumber, XDSRegistryError for a value.
 */
export function findDocuments(query: StoredQuery, rules: QueryRules): EntryCriteria | Refusal {
  const statuses = statusesOf(query, `${ENTRY}Status`, rules);
  if (isRefusal(statuses)) return statuses;
  const criteria: Record<string, unknown> = { statuses };
  for (const [criterion, name] of CODES) {
    const matches = codesOf(query, ENTRY + name);
    if (isRefusal(matches)) return matches;
    if (matches !== undefined) criteria[criterion] = matches;
  }
  for (const [criterion, name] of REPEATABLE_CODES) {
    const lists = repeatedCodesOf(query, ENTRY + name);
    if (isRefusal(lists)) return lists;
    if (lists !== undefined) criteria[criterion] = lists;
  }
  for (const [criterion, name] of TIMES) {
    const range = timeRange(query, ENTRY + name);
    if (isRefusal(range)) return range;
    if (range !== undefined) criteria[criterion] = range;
  }
  const authors = anyOf(query, AUTHOR);
  if (isRefusal(authors)) return authors;
  if (authors !== undefined && authors.length > MOST_PATTERNS) {
    return refuse('XDSStoredQueryParamNumber', `${authors.length} authorPerson`, { about: AUTHOR });
  }
  if (authors !== undefined) criteria.authorPersons = authors;
  const objectTypes = objectTypesOf(query);
  if (isRefusal(objectTypes)) return objectTypes;
  if (objectTypes.includes(ON_DEMAND) && criteria.creationTime !== undefined) {
    criteria.creationTimeIfAny = criteria.creationTime;
    delete criteria.creationTime;
  }
  const level = metadataLevel(query);
  if (isRefusal(level)) return level;
  const shown = availabilitiesOf(query, `${ENTRY}DocumentAvailability`, level);
  if (isRefusal(shown)) return shown;
  return { ...criteria, ...shown, objectTypes } as EntryCriteria;
}

/** A search of the documents of one patient. @param criteriaOf reads what is asked of them. */
export function searchOfPatient(
  query: StoredQuery,
  rules: QueryRules,
  criteriaOf: typeof findDocuments,
): AskedQuery | Refusal {
  const patient = patientOf(query, `${ENTRY}PatientId`, rules);
  if (isRefusal(patient)) return patient;
  const criteria = criteriaOf(query, rules);
  if (isRefusal(criteria)) return criteria;
  return {
    ...patient,
    run: async ({ documents }, scope, view) => ({
      ...NOTHING_FOUND,
      entries: await documents.find(scope, { ...criteria, ...atMost(view) }, view.want),
    }),
  };
}

export const findDocumentsQuery: QueryDefinition = {
  id: FIND_DOCUMENTS,
  read: (query, rules) => searchOfPatient(query, rules, findDocuments),
};
