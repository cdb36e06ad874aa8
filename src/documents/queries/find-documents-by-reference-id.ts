import { isRefusal, type Refusal } from '../../errors.ts';
import type { EntryCriteria } from '../../store/store.ts';
import { ENTRY } from './document-parameters.ts';
import { findDocuments, searchOfPatient } from './find-documents.ts';
import { allOf, missing } from './parameters.ts';
import type { QueryDefinition, QueryRules, StoredQuery } from './stored-query.ts';

export const FIND_DOCUMENTS_BY_REFERENCE_ID = 'urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492';

export const REFERENCE_IDS = `${ENTRY}ReferenceIdList`;

/**
 * FindDocumentsByReferenceId (ITI TF-2 3.18.4.1.2.3.7.14): FindDocuments, and a reference id for every time that the
 * parameter is given. The Technical Framework says both equal and LIKE: a value that holds `%` is a pattern, any other is
 * the whole id.
 */
export function findDocumentsByReferenceId(query: StoredQuery, rules: QueryRules): EntryCriteria | Refusal {
  const criteria = findDocuments(query, rules);
  if (isRefusal(criteria)) return criteria;
  const lists = allOf(query, REFERENCE_IDS);
  if (lists.length === 0) return missing(REFERENCE_IDS);
  const isPattern = (values: readonly string[]) => values.some((value) => value.includes('%'));
  const referenceIds = lists.filter((values) => !isPattern(values));
  const referenceIdPatterns = lists.filter(isPattern).map((values) => values.map(pattern));
  return {
    ...criteria,
    ...(referenceIds.length === 0 ? {} : { referenceIds }),
    ...(referenceIdPatterns.length === 0 ? {} : { referenceIdPatterns }),
  };
}

/** `_` is a wildcard in a value that holds `%`, and otherwise stands for itself. */
function pattern(value: string): string {
  return value.replace(value.includes('%') ? /\\/g : /[\\_]/g, '\\$&');
}

export const findDocumentsByReferenceIdQuery: QueryDefinition = {
  id: FIND_DOCUMENTS_BY_REFERENCE_ID,
  read: (query, rules) => searchOfPatient(query, rules, findDocumentsByReferenceId),
};
