import type { AskedOfPatients } from '../documents/queries/of-patients.ts';
import { askedOfPatients } from '../documents/queries/stored-queries.ts';
import type { QueryReads, View } from '../documents/queries/stored-query.ts';
import { type QueryResult, writeQueryFailure, writeQueryResponse } from '../ebrim/query-response.ts';
import { isRefusal } from '../errors.ts';
import { parseCx } from '../model/hl7v2.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { RecordReads, Store } from '../store/store.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import {
  findAtMost,
  MOST_OBJECTS,
  type QueryRequest,
  queryResult,
  queryTold,
  readAdhocQuery,
} from './adhoc-query.ts';
import { documentsByPatient } from './found-objects.ts';

export interface MultiPatientStoredQueryOptions {
  readonly store: QueryReads & Pick<Store, 'records'>;
  readonly domain: AffinityDomain;
  readonly mostObjects?: number;
}

/**
 * ITI-51 Multi-Patient Stored Query (ITI TF-2 3.51): documents or folders of several patients, or of whoever has what is
 * asked for. Each patient who is named, or of whom something is found, gets a trace.
 */
export function multiPatientStoredQuery({
  store,
  domain,
  mostObjects = MOST_OBJECTS,
}: MultiPatientStoredQueryOptions): SoapTransaction<QueryRequest<AskedOfPatients>, QueryResult> {
  return {
    action: 'urn:ihe:iti:2009:MultiPatientStoredQuery',
    responseAction: 'urn:ihe:iti:2009:MultiPatientStoredQueryResponse',
    answers: 'simple',
    read: (body) => readAdhocQuery(body, (query) => askedOfPatients(query, domain.rules)),
    transaction: {
      event: 'ITI-51',
      action: 'E',
      right: 'document.search',
      record: ({ asked: { patientIds } }) => ({ patientIds }),
      about: queryTold,
      run: async ({ asked, returnType }, { scope }) => {
        const named = await namedPatients(store.records, asked.patientIds);
        const only = asked.patientIds.length === 0 ? {} : { patients: [...named.keys] };
        const run = (view: View) => asked.run(store, scope, { ...view, ...only });
        // Of anybody, ids would be those of the whole registry, each patient with a trace.
        const limited = asked.patientIds.length === 0 ? 'ids-too' : 'objects';
        const found = await findAtMost(mostObjects, returnType, run, limited);
        if (isRefusal(found)) return found;
        const unknown = named.unknown.map((patientId) => ({ patientId, documents: [] }));
        const byPatient = [...documentsByPatient(found, named.keys), ...unknown];
        return { answer: queryResult(found, returnType), documents: [], byPatient };
      },
    },
    write: (result) => ({ body: writeQueryResponse(result) }),
    writeRefusal: (refusal) => ({ body: writeQueryFailure(refusal) }),
  };
}

interface NamedPatients {
  /** Of those whom a record is known for. */
  readonly keys: ReadonlySet<number>;
  /** Raw CX of the others. */
  readonly unknown: readonly string[];
}

async function namedPatients(records: RecordReads, patientIds: readonly string[]): Promise<NamedPatients> {
  const keys = new Set<number>();
  const unknown = new Set<string>();
  for (const patientId of patientIds) {
    const { value, authority } = parseCx(patientId);
    const record = await records.byIdentifier(value, authority);
    if (record === undefined) unknown.add(patientId);
    else keys.add(record.patient.key);
  }
  return { keys, unknown: [...unknown] };
}
