import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { EntryCriteria } from '../../store/store.ts';
import type { DomainRules } from '../../terminology/affinity-domain.ts';
import { FIND_DOCUMENTS, findDocuments, findDocumentsPatient } from './find-documents.ts';
import { GET_DOCUMENTS, getDocuments } from './get-documents.ts';
import type { StoredQuery } from './stored-query.ts';

/** A stored query that can be run. */
export interface EntryQuery {
  /** Raw CX of the patient that the query names; without it, the patient of the caller's assertion. */
  readonly patientId?: string;
  readonly criteria: EntryCriteria;
}

/**
 * Finds out what a stored query asks for.
 * @returns XDSUnknownStoredQuery for an id that is not served, or the Refusal of the query itself.
 */
export function entryQuery(query: StoredQuery, rules: Pick<DomainRules, 'name'>): EntryQuery | Refusal {
  if (query.id === FIND_DOCUMENTS) {
    const patientId = findDocumentsPatient(query, rules);
    if (isRefusal(patientId)) return patientId;
    const criteria = findDocuments(query, rules);
    if (isRefusal(criteria)) return criteria;
    return { criteria, ...(patientId === undefined ? {} : { patientId }) };
  }
  if (query.id === GET_DOCUMENTS) {
    const criteria = getDocuments(query);
    return isRefusal(criteria) ? criteria : { criteria };
  }
  return refuse('XDSUnknownStoredQuery', query.id, { about: query.id.slice(0, 80) });
}
