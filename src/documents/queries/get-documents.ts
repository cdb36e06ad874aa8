import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { EntryCriteria } from '../../store/store.ts';
import { anyOf, isGiven } from './parameters.ts';
import type { StoredQuery } from './stored-query.ts';

export const GET_DOCUMENTS = 'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';

const ENTRY_UUID = '$XDSDocumentEntryEntryUUID';
const UNIQUE_ID = '$XDSDocumentEntryUniqueId';

/**
 * GetDocuments (ITI TF-2 3.18.4.1.2.3.7.5): by entryUUIDs or by uniqueIds, whatever their status.
 * @returns what to look for, or XDSStoredQueryMissingParam without either, XDSStoredQueryParamNumber with both.
 */
export function getDocuments(query: StoredQuery): EntryCriteria | Refusal {
  if (isGiven(query, ENTRY_UUID) && isGiven(query, UNIQUE_ID)) {
    return refuse('XDSStoredQueryParamNumber', `${ENTRY_UUID} and ${UNIQUE_ID}`, {
      about: `${ENTRY_UUID}, ${UNIQUE_ID}`,
    });
  }
  const entryUuids = anyOf(query, ENTRY_UUID);
  if (isRefusal(entryUuids)) return entryUuids;
  if (entryUuids !== undefined) return { entryUuids: entryUuids.map((id) => id.toLowerCase()) };
  const uniqueIds = anyOf(query, UNIQUE_ID);
  if (isRefusal(uniqueIds)) return uniqueIds;
  if (uniqueIds !== undefined) return { uniqueIds };
  return refuse('XDSStoredQueryMissingParam', 'neither entryUUID nor uniqueId', {
    about: `${ENTRY_UUID}, ${UNIQUE_ID}`,
  });
}
