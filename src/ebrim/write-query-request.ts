import type { StoredQuery } from '../documents/queries/stored-query.ts';
import { type Markup, xml } from '../xml/write.ts';
import { QUERY, RIM } from './namespaces.ts';

/**
 * Writes `query:AdhocQueryRequest` (ITI TF-2 3.18.4.1.2): one value in quotes, several as a list. Numbers are written as texts.
 */
export function writeQueryRequest({ id, returnType, parameters }: StoredQuery): Markup {
  return xml`<query:AdhocQueryRequest xmlns:query="${QUERY}" xmlns:rim="${RIM}"><query:ResponseOption returnComposedObjects="true" returnType="${returnType}"/><rim:AdhocQuery id="${id}">${parameters.map(
    ({ name, values }) =>
      xml`<rim:Slot name="${name}"><rim:ValueList><rim:Value>${listOf(values)}</rim:Value></rim:ValueList></rim:Slot>`,
  )}</rim:AdhocQuery></query:AdhocQueryRequest>`;
}

function listOf(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  return quoted.length === 1 ? quoted.join() : `(${quoted.join(',')})`;
}
