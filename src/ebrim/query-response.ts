import type { Refusal } from '../errors.ts';
import { type Markup, storedBetween, xml } from '../xml/write.ts';
import { QUERY, RIM, RS } from './namespaces.ts';
import { FAILURE, SUCCESS, writeErrorList } from './registry-response.ts';

/** What a stored query found: bytes (UTF-8) that this server wrote when the objects were registered, or only their ids. */
export type QueryResult =
  | { readonly returnType: 'LeafClass'; readonly objects: readonly Uint8Array[] }
  | { readonly returnType: 'ObjectRef'; readonly ids: readonly string[] };

/** `query:AdhocQueryResponse`; the RegistryObjectList is always there, empty when nothing was found (ITI TF-2 3.18.4.1.3). */
export function writeQueryResponse(result: QueryResult): Markup {
  const { objects, count } =
    result.returnType === 'LeafClass'
      ? { objects: result.objects, count: result.objects.length }
      : {
          objects: [xml`${result.ids.map((id) => xml`<rim:ObjectRef id="${id}"/>`)}`.bytes()],
          count: result.ids.length,
        };
  return storedBetween(
    xml`<query:AdhocQueryResponse xmlns:query="${QUERY}" xmlns:rim="${RIM}" status="${SUCCESS}" startIndex="0" totalResultCount="${count}"><rim:RegistryObjectList>`,
    objects,
    xml`</rim:RegistryObjectList></query:AdhocQueryResponse>`,
  );
}

/** The same for a query that was refused. */
export function writeQueryFailure(refusal: Refusal): Markup {
  return xml`<query:AdhocQueryResponse xmlns:query="${QUERY}" xmlns:rs="${RS}" xmlns:rim="${RIM}" status="${FAILURE}">${writeErrorList(refusal.refused)}<rim:RegistryObjectList/></query:AdhocQueryResponse>`;
}
