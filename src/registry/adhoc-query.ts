import type { Found, StoredQuery, View } from '../documents/queries/stored-query.ts';
import { readQueryRequest } from '../ebrim/query-request.ts';
import type { QueryResult } from '../ebrim/query-response.ts';
import { writeQueryRequest } from '../ebrim/write-query-request.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { XmlElement } from '../xml/tree.ts';
import { idsOf, textsOf } from './found-objects.ts';

type ReturnType = QueryResult['returnType'];

/** A stored query as both ITI-18 and ITI-51 carry it. */
export interface QueryRequest<Asked> {
  readonly asked: Asked;
  readonly returnType: ReturnType;
  readonly query: StoredQuery;
}

/** How many full objects one answer holds at most; the ids of one patient's are not limited, and lead to them in parts. */
export const MOST_OBJECTS = 5_000;

/**
 * Reads `query:AdhocQueryRequest` (ITI TF-2 3.18.4.1.2).
 * @param asked reads the parameters.
 * @returns MalformedRequest for another body, XDSRegistryError for another return type, or the Refusal of a parameter.
 */
export function readAdhocQuery<Asked extends object>(
  body: XmlElement,
  asked: (query: StoredQuery) => Asked | Refusal,
): QueryRequest<Asked> | Refusal {
  if (body.local !== 'AdhocQueryRequest') return refuse('MalformedRequest', `body ${body.name}`);
  const query = readQueryRequest(body);
  if (isRefusal(query)) return query;
  const { returnType } = query;
  if (returnType !== 'LeafClass' && returnType !== 'ObjectRef') {
    return refuse('XDSRegistryError', 'unknown returnType', {
      about: `returnType ${returnType.slice(0, 80)}`,
    });
  }
  const read = asked(query);
  return isRefusal(read) ? read : { asked: read, returnType, query };
}

/**
 * Runs a query for what its answer needs of the objects.
 * @param limited what there may be too many of: full objects, or ids as well.
 * @returns what was found, or XDSTooManyResults where there are more than `most` of what is limited.
 */
export async function findAtMost(
  most: number,
  returnType: ReturnType,
  run: (view: View) => Promise<Found>,
  limited: 'objects' | 'ids-too' = 'objects',
): Promise<Found | Refusal> {
  const want = returnType === 'ObjectRef' ? 'ids' : 'ebrim';
  if (want === 'ids' && limited === 'objects') return run({ want });
  const found = await run({ want, limit: most + 1 });
  return idsOf(found).length > most ? refuse('XDSTooManyResults', `more than ${most}`) : found;
}

/** What the traces of a query tell. */
export function queryTold({ query }: QueryRequest<unknown>): { readonly query: () => string } {
  return { query: () => writeQueryRequest(query).text };
}

/** What was found, as the answer holds it. */
export function queryResult(found: Found, returnType: ReturnType): QueryResult {
  return returnType === 'LeafClass'
    ? { returnType, objects: textsOf(found) }
    : { returnType, ids: idsOf(found) };
}
