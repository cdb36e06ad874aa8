import type { Token } from '../fhir/token-parameter.ts';
import type { Scope } from '../model/scope.ts';
import type { DocumentReads, EntryCriteria } from '../store/store.ts';

const URI = 'urn:ietf:rfc:3986';

/**
 * The entries, of those that a scope lets through, that any of the tokens identifies: by uniqueId (`urn:oid:…`, or an
 * OID as system and the extension as code), by entryUUID or by logicalId (`urn:uuid:…`).
 */
export async function entriesIdentified(
  documents: DocumentReads,
  scope: Scope,
  tokens: readonly Token[],
): Promise<Set<string>> {
  const uniqueIds = tokens.flatMap(uniqueIdsOf);
  const uuids = tokens.flatMap(({ system, code }) =>
    code.startsWith('urn:uuid:') && (system === undefined || system === URI)
      ? [code, code.toLowerCase()]
      : [],
  );
  const found = new Set<string>();
  const criteria: EntryCriteria[] = [
    ...(uniqueIds.length === 0 ? [] : [{ uniqueIds }]),
    ...(uuids.length === 0 ? [] : [{ entryUuids: uuids }, { logicalIds: uuids }]),
  ];
  for (const one of criteria) {
    for (const { entryUuid } of await documents.find(scope, one, 'ids')) found.add(entryUuid);
  }
  return found;
}

function uniqueIdsOf({ system, code }: Token): string[] {
  if (system === undefined || system === URI) return [code.replace(/^urn:oid:/, '')];
  return system.startsWith('urn:oid:') ? [`${system.slice('urn:oid:'.length)}^${code}`] : [];
}
