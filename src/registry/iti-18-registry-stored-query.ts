import { type EntryQuery, entryQuery } from '../documents/queries/stored-queries.ts';
import { readQueryRequest } from '../ebrim/query-request.ts';
import { type QueryResult, writeQueryFailure, writeQueryResponse } from '../ebrim/query-response.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { Store, StoredEntry } from '../store/store.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import type { Outcome } from '../transaction.ts';
import type { XmlElement } from '../xml/tree.ts';

type ReturnType = QueryResult['returnType'];

interface QueryRequest extends EntryQuery {
  readonly returnType: ReturnType;
}

export interface RegistryStoredQueryOptions {
  readonly store: Pick<Store, 'documents'>;
  readonly domain: AffinityDomain;
  /** How many full objects one answer holds at most; ids are not limited, and lead to the objects in parts. */
  readonly mostObjects?: number;
}

/** ITI-18 Registry Stored Query (ITI TF-2 3.18), TD3.1 of the DMP: FindDocuments and GetDocuments. */
export function registryStoredQuery({
  store,
  domain,
  mostObjects = 5_000,
}: RegistryStoredQueryOptions): SoapTransaction<QueryRequest, QueryResult> {
  return {
    action: 'urn:ihe:iti:2007:RegistryStoredQuery',
    responseAction: 'urn:ihe:iti:2007:RegistryStoredQueryResponse',
    answers: 'simple',
    read: (body) => readRequest(body, domain),
    transaction: {
      event: 'ITI-18',
      action: 'E',
      right: (request) => (isReferenceSearch(request) ? 'document.reference' : 'document.search'),
      record: ({ patientId }) => (patientId === undefined ? { ofSubject: true } : { patientId }),
      run: async ({ patientId, criteria, returnType }, { record, scope }) => {
        // A patient whom no record is known for has no documents, also where records are not required.
        if (patientId !== undefined && record === undefined) return found([], returnType);
        const full = returnType === 'LeafClass';
        const limited = full ? { ...criteria, limit: mostObjects + 1 } : criteria;
        const entries = await store.documents.find(scope, limited, full ? 'ebrim' : 'ids');
        if (full && entries.length > mostObjects) {
          return refuse('XDSTooManyResults', `more than ${mostObjects}`);
        }
        if (full && new Set(entries.map(({ patientKey }) => patientKey)).size > 1) {
          return refuse('XDSResultNotSinglePatient', 'several patients');
        }
        return found(entries, returnType);
      },
    },
    write: (result) => ({ body: writeQueryResponse(result) }),
    writeRefusal: (refusal) => ({ body: writeQueryFailure(refusal) }),
  };
}

function readRequest(body: XmlElement, domain: AffinityDomain): QueryRequest | Refusal {
  if (body.local !== 'AdhocQueryRequest') return refuse('MalformedRequest', `body ${body.name}`);
  const query = readQueryRequest(body);
  if (isRefusal(query)) return query;
  const { returnType } = query;
  if (returnType !== 'LeafClass' && returnType !== 'ObjectRef') {
    return refuse('XDSRegistryError', `returnType ${returnType}`, {
      about: `returnType ${returnType.slice(0, 80)}`,
    });
  }
  const asked = entryQuery(query, domain.rules);
  return isRefusal(asked) ? asked : { ...asked, returnType };
}

/** TD3.1b: ids against ids, no metadata. It has its own row in PDT-INF-526 and PDT-INF-606. */
function isReferenceSearch({ criteria, returnType }: QueryRequest): boolean {
  const { uniqueIds, entryUuids, logicalIds } = criteria;
  return returnType === 'ObjectRef' && (uniqueIds ?? entryUuids ?? logicalIds) !== undefined;
}

function found(entries: readonly StoredEntry[], returnType: ReturnType): Outcome<QueryResult> {
  const answer: QueryResult =
    returnType === 'LeafClass'
      ? { returnType, objects: entries.map(({ ebrim }) => ebrim) }
      : { returnType, ids: entries.map(({ entryUuid }) => entryUuid) };
  return { answer, documents: entries.map(({ uniqueId }) => uniqueId) };
}
