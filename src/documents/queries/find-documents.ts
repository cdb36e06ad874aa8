import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { APPROVED, ARCHIVED, DELETED, DEPRECATED, ON_DEMAND, STABLE } from '../../model/document-entry.ts';
import type { EntryCriteria } from '../../store/store.ts';
import type { DomainRules } from '../../terminology/affinity-domain.ts';
import { followsDmp } from '../dmp-domain.ts';
import { allOf, anyOf, codeMatches, single, timeRange } from './parameters.ts';
import type { StoredQuery } from './stored-query.ts';

export const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';

const PREFIX = '$XDSDocumentEntry';
const PATIENT = `${PREFIX}PatientId`;
const STATUS = `${PREFIX}Status`;
const TYPE = `${PREFIX}Type`;
const AUTHOR = `${PREFIX}AuthorPerson`;
/** Each pattern is compared with every author of the record. */
const MOST_PATTERNS = 100;

type QueryRules = Pick<DomainRules, 'name'>;

/**
 * The patient whose documents are searched, as raw CX. The DMP takes the patient of the VIHF when there is none (RG_3010).
 * @returns undefined for the patient of the caller's own assertion, or XDSStoredQueryMissingParam, XDSStoredQueryParamNumber.
 */
export function findDocumentsPatient(query: StoredQuery, rules: QueryRules): string | undefined | Refusal {
  const value = single(query, PATIENT);
  if (value !== undefined || followsDmp(rules)) return value;
  return refuse('XDSStoredQueryMissingParam', PATIENT, { about: PATIENT });
}

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
  const statuses = statusesOf(query, rules);
  if (isRefusal(statuses)) return statuses;
  const criteria: Record<string, unknown> = { statuses };
  for (const [criterion, name] of CODES) {
    const values = anyOf(query, PREFIX + name);
    if (isRefusal(values)) return values;
    if (values === undefined) continue;
    const matches = codeMatches(values, PREFIX + name);
    if (isRefusal(matches)) return matches;
    criteria[criterion] = matches;
  }
  for (const [criterion, name] of REPEATABLE_CODES) {
    const all = allOf(query, PREFIX + name).map((values) => codeMatches(values, PREFIX + name));
    const refused = all.find(isRefusal);
    if (refused !== undefined) return refused;
    if (all.length > 0) criteria[criterion] = all;
  }
  for (const [criterion, name] of TIMES) {
    const range = timeRange(query, PREFIX + name);
    if (isRefusal(range)) return range;
    if (range !== undefined) criteria[criterion] = range;
  }
  const authors = anyOf(query, AUTHOR);
  if (isRefusal(authors)) return authors;
  if (authors !== undefined && authors.length > MOST_PATTERNS) {
    return refuse('XDSStoredQueryParamNumber', `${authors.length} authorPerson`, { about: AUTHOR });
  }
  if (authors !== undefined) criteria.authorPersons = authors;
  const types = anyOf(query, TYPE);
  if (isRefusal(types)) return types;
  criteria.objectTypes = types?.filter((type) => type === STABLE || type === ON_DEMAND) ?? [STABLE];
  return criteria as EntryCriteria;
}

/**
 * Values that are no status are ignored; when none is left the parameter counts as missing (ITI TF-2 3.18.4.1.2.3.6), for
 * which the DMP takes what is up to date (EX_3.1-1030).
 */
function statusesOf(query: StoredQuery, rules: QueryRules): readonly string[] | Refusal {
  const given = anyOf(query, STATUS);
  if (isRefusal(given)) return given;
  const known = followsDmp(rules) ? [APPROVED, DEPRECATED, ARCHIVED, DELETED] : [APPROVED, DEPRECATED];
  const statuses = given?.filter((status) => known.includes(status)) ?? [];
  if (statuses.length > 0) return statuses;
  return followsDmp(rules) ? [APPROVED] : refuse('XDSStoredQueryMissingParam', STATUS, { about: STATUS });
}
