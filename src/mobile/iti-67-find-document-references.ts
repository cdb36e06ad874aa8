import type { FhirInteraction } from '../fhir/interaction.ts';
import { searchset } from '../fhir/searchset.ts';
import type { Scope } from '../model/scope.ts';
import type { EntryCriteria, Store, StoredEntry } from '../store/store.ts';
import { entryLogicalId } from './document-reference.ts';
import { entriesIdentified } from './entry-identifiers.ts';
import { FIND_PARAMETERS } from './find-parameters.ts';
import { type FindRequest, readFindRequest } from './find-request.ts';
import { withAbsoluteUrl } from './stored-text.ts';

interface Found {
  readonly total: number;
  readonly entries: readonly StoredEntry[];
}

/**
 * ITI-67 Find Document References: one patient's DocumentReferences, by GET and by POST `_search`. What the caller may
 * not see changes neither the entries nor the total.
 */
export function findDocumentReferences({ store }: { store: Store }): FhirInteraction<FindRequest, Found> {
  return {
    resourceType: 'DocumentReference',
    interaction: 'search-type',
    searchParameters: FIND_PARAMETERS,
    read: readFindRequest,
    transaction: {
      event: 'ITI-67',
      action: 'E',
      right: 'document.search',
      record: ({ record }) => record,
      run: async (request, { record, scope }) => {
        // A patient whom no record is known for has no documents, also where records are not required.
        const found = record === undefined ? nothing : await find(store, scope, request);
        return { answer: found, documents: found.entries.map(({ uniqueId }) => uniqueId) };
      },
    },
    write: ({ total, entries }, request) => {
      const matches = entries.map(({ entryUuid, fhir }) => ({
        fullUrl: `${request.base}/DocumentReference/${entryLogicalId(entryUuid)}`,
        resource: withAbsoluteUrl(fhir, request.base),
      }));
      return { kind: 'json', text: searchset(request, 'DocumentReference', total, matches) };
    },
  };
}

const nothing: Found = { total: 0, entries: [] };

async function find({ documents }: Store, scope: Scope, request: FindRequest): Promise<Found> {
  const { narrowings, page } = request;
  // FHIR knows one state of a resource: the versions before are found by their own ids alone.
  const criteria = { ...(await identified(documents, scope, request)), latestOnly: true };
  if (narrowings.length === 0) {
    if (page.count === 0) return { total: await documents.count(scope, criteria), entries: [] };
    const part = { ...criteria, limit: page.count, offset: page.offset };
    const entries = await documents.find(scope, part, 'fhir');
    // A page that is not full is the last one, unless it is empty because it stands beyond the last.
    const isLast = entries.length < page.count && (entries.length > 0 || page.offset === 0);
    const total = isLast ? page.offset + entries.length : await documents.count(scope, criteria);
    return { total, entries };
  }
  const candidates = await documents.find(scope, criteria, 'model');
  const all = candidates.filter((entry) => narrowings.every((holds) => holds(entry.model())));
  const part = all.slice(page.offset, page.offset + page.count).map(({ entryUuid }) => entryUuid);
  const entries = part.length === 0 ? [] : await documents.find(scope, { entryUuids: part }, 'fhir');
  return { total: all.length, entries };
}

async function identified(
  documents: Store['documents'],
  scope: Scope,
  { criteria, identifiers }: FindRequest,
): Promise<EntryCriteria> {
  let ids = criteria.entryUuids;
  for (const tokens of identifiers) {
    const found = await entriesIdentified(documents, scope, tokens);
    ids = ids === undefined ? [...found] : ids.filter((id) => found.has(id));
  }
  return ids === undefined ? criteria : { ...criteria, entryUuids: ids };
}
