import { uniqueIdOf } from '../cda/document-id.ts';
import type { CdaHeader } from '../cda/header.ts';
import { derivedIds } from '../ebrim/derived-id.ts';
import { attribute } from '../xml/tree.ts';
import type { DmpClient } from './dmp-client.ts';

/**
 * The entryUUID that this client gives to the document of a uniqueId, always the same: authors may replace their own
 * documents, and do not find those of a type that their profession may not read.
 */
export function ownEntryUuid(uniqueId: string): string {
  return derivedIds(`urn:oid:${uniqueId}`)();
}

function replacedByHeader(header: CdaHeader): string | undefined {
  const related = header.relatedDocuments.find(({ type }) => type === 'RPLC');
  const parent = related?.parents[0];
  return parent === undefined ? undefined : uniqueIdOf(parent);
}

/**
 * The entryUUIDs that the document to replace may have, in the order in which to try them: the one that a reference search
 * finds (TD3.1b), else the one that this client would have given. `undefined` replaces nothing: last for a document that
 * only the header names, since it may have been shared elsewhere.
 */
export async function replacedEntries(
  client: DmpClient,
  patientId: string,
  header: CdaHeader,
  asked: string | undefined,
): Promise<readonly (string | undefined)[]> {
  const uniqueId = asked ?? replacedByHeader(header);
  if (uniqueId === undefined) return [undefined];
  const { objects } = await client.getDocuments(patientId, [uniqueId], 'ObjectRef');
  const found = objects[0] === undefined ? undefined : attribute(objects[0], 'id');
  if (found !== undefined) return [found];
  return asked === undefined ? [ownEntryUuid(uniqueId), undefined] : [ownEntryUuid(uniqueId)];
}
