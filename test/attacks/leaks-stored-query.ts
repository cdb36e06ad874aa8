import { QUERY, RIM } from '../../src/ebrim/namespaces.ts';
import { xml } from '../../src/xml/write.ts';

/** One value of a slot, or a list. */
export type Values = string | readonly string[];
const one = (value: string) => `'${value.replaceAll("'", "''")}'`;
const written = (values: Values) =>
  typeof values === 'string' ? one(values) : `(${values.map(one).join(',')})`;

/** ITI-18. */
export function storedQuery(id: string, returnType: string, slots: Readonly<Record<string, Values>>) {
  const markup = Object.entries(slots).map(
    ([name, values]) =>
      xml`<rim:Slot name="${name}"><rim:ValueList><rim:Value>${written(values)}</rim:Value></rim:ValueList></rim:Slot>`,
  );
  const body = xml`<query:AdhocQueryRequest xmlns:query="${QUERY}" xmlns:rim="${RIM}"><query:ResponseOption returnComposedObjects="true" returnType="${returnType}"/><rim:AdhocQuery id="${id}">${markup}</rim:AdhocQuery></query:AdhocQueryRequest>`;
  return { path: 'registry', action: 'urn:ihe:iti:2007:RegistryStoredQuery', body };
}
