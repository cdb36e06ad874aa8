import { askedQuery } from '../documents/queries/stored-queries.ts';
import {
  type AskedQuery,
  type Found,
  NOTHING_FOUND,
  type QueryReads,
} from '../documents/queries/stored-query.ts';
import { readQueryRequest } from '../ebrim/query-request.ts';
import { type QueryResult, writeQueryFailure, writeQueryResponse } from '../ebrim/query-response.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import type { Outcome } from '../transaction.ts';
import type { XmlElement } from '../xml/tree.ts';
import { idsOf, textsOf } from './found-objects.ts';

type ReturnType = QueryResult['returnType'];

interface QueryRequest {
  readonly asked: AskedQuery;
  readonly returnType: ReturnType;
}

export interface RegistryStoredQueryOptions {
  readonly store: QueryReads;
  readonly domain: AffinityDomain;
  /** How many full objects one answer holds at most; ids are not limited, and lead to the objects in parts. */
  readonly mostObjects?: number;
}

/** ITI-18 Registry Stored Query (ITI TF-2 3.18), TD3.1 of the DMP: all fourteen queries. */
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
      record: ({ asked: { patientId } }) => (patientId === undefined ? { ofSubject: true } : { patientId }),
      run: async ({ asked, returnType }, { record, scope }) => {
        // A patient whom no record is known for has no documents, also where records are not required.
        if (asked.patientId !== undefined && record === undefined) return outcome(NOTHING_FOUND, returnType);
        if (returnType === 'ObjectRef')
          return outcome(await asked.run(store, scope, { want: 'ids' }), returnType);
        const found = await asked.run(store, scope, { want: 'ebrim', limit: mostObjects + 1 });
        if (idsOf(found).length > mostObjects) return refuse('XDSTooManyResults', `more than ${mostObjects}`);
        return severalPatients(found) ?? outcome(found, returnType);
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
  const asked = askedQuery(query, domain.rules);
  return isRefusal(asked) ? asked : { asked, returnType };
}

/** TD3.1b: ids against ids, no metadata. It has its own row in PDT-INF-526 and PDT-INF-606. */
function isReferenceSearch({ asked, returnType }: QueryRequest): boolean {
  return returnType === 'ObjectRef' && asked.byDocumentId === true;
}

/** Metadata of one patient only leave in one answer (ITI TF-2 3.18.4.1.3); associations are of no patient. */
function severalPatients({ entries, submissionSets, folders }: Found): Refusal | undefined {
  const patients = new Set([...entries, ...submissionSets, ...folders].map(({ patientKey }) => patientKey));
  return patients.size > 1 ? refuse('XDSResultNotSinglePatient', `${patients.size} patients`) : undefined;
}

function outcome(found: Found, returnType: ReturnType): Outcome<QueryResult> {
  const answer: QueryResult =
    returnType === 'LeafClass' ? { returnType, objects: textsOf(found) } : { returnType, ids: idsOf(found) };
  return { answer, documents: found.entries.map(({ uniqueId }) => uniqueId) };
}
