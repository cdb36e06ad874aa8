import { askedQuery } from '../documents/queries/stored-queries.ts';
import {
  type AskedQuery,
  type Found,
  NOTHING_FOUND,
  type QueryReads,
} from '../documents/queries/stored-query.ts';
import { type QueryResult, writeQueryFailure, writeQueryResponse } from '../ebrim/query-response.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import type { Outcome } from '../transaction.ts';
import {
  findAtMost,
  MOST_OBJECTS,
  type QueryRequest,
  queryResult,
  queryTold,
  readAdhocQuery,
} from './adhoc-query.ts';
import { documentsByPatient } from './found-objects.ts';

export interface RegistryStoredQueryOptions {
  readonly store: QueryReads;
  readonly domain: AffinityDomain;
  readonly mostObjects?: number;
}

/** ITI-18 Registry Stored Query (ITI TF-2 3.18), TD3.1 of the DMP: all fourteen queries. */
export function registryStoredQuery({
  store,
  domain,
  mostObjects = MOST_OBJECTS,
}: RegistryStoredQueryOptions): SoapTransaction<QueryRequest<AskedQuery>, QueryResult> {
  return {
    action: 'urn:ihe:iti:2007:RegistryStoredQuery',
    responseAction: 'urn:ihe:iti:2007:RegistryStoredQueryResponse',
    answers: 'simple',
    read: (body) => readAdhocQuery(body, (query) => askedQuery(query, domain.rules)),
    transaction: {
      event: 'ITI-18',
      action: 'E',
      right: (request) => (isReferenceSearch(request) ? 'document.reference' : 'document.search'),
      record: ({ asked: { patientId } }) => (patientId === undefined ? { ofSubject: true } : { patientId }),
      about: queryTold,
      run: async ({ asked, returnType }, { record, scope }) => {
        // A patient whom no record is known for has no documents, also where records are not required.
        if (asked.patientId !== undefined && record === undefined) return outcome(NOTHING_FOUND, returnType);
        const found = await findAtMost(mostObjects, returnType, (view) => asked.run(store, scope, view));
        if (isRefusal(found)) return found;
        // Ids may be of several patients: no metadata leaves with them (ITI TF-2 3.18.4.1.3).
        const refusal = returnType === 'LeafClass' ? severalPatients(found) : undefined;
        // A search by id names no patient; the trace is for whose objects were found.
        const byPatient = record === undefined ? documentsByPatient(found) : [];
        if (refusal !== undefined)
          return { ...refusal, concerned: byPatient.map(({ patientKey }) => ({ patientKey })) };
        return { ...outcome(found, returnType), byPatient };
      },
    },
    write: (result) => ({ body: writeQueryResponse(result) }),
    writeRefusal: (refusal) => ({ body: writeQueryFailure(refusal) }),
  };
}

/** TD3.1b: ids against ids, no metadata. It has its own row in PDT-INF-526 and PDT-INF-606. */
function isReferenceSearch({ asked, returnType }: QueryRequest<AskedQuery>): boolean {
  return returnType === 'ObjectRef' && asked.byDocumentId === true;
}

/** Metadata of one patient only leave in one answer (ITI TF-2 3.18.4.1.3); associations are of no patient. */
function severalPatients({ entries, submissionSets, folders }: Found): Refusal | undefined {
  const patients = new Set([...entries, ...submissionSets, ...folders].map(({ patientKey }) => patientKey));
  return patients.size > 1 ? refuse('XDSResultNotSinglePatient', `${patients.size} patients`) : undefined;
}

function outcome(found: Found, returnType: QueryResult['returnType']): Outcome<QueryResult> {
  return {
    answer: queryResult(found, returnType),
    documents: found.entries.map(({ uniqueId }) => uniqueId),
  };
}
