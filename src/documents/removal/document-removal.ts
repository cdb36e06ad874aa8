import { type Fault, refuse, refuseAll } from '../../errors.ts';
import type { Scope } from '../../model/scope.ts';
import { byPatient } from '../by-patient.ts';
import type { DocumentsOptions } from '../options.ts';
import { absent, type DocumentRequest } from '../retrieval.ts';
import { ofPatients, type RefusedRemoval, type Removal } from './metadata-removal.ts';

/** The documents that go, and one fault for each request that has none. */
export interface DocumentRemoval extends Removal {
  readonly faults: readonly Fault[];
}

/**
 * The rules of ITI-86 (IHE RMD 3.86.4.1.3). The content of each document goes for good; its metadata stay until ITI-62
 * removes them, and the document is from then on told as one that this repository does not know. Nobody reads it from the
 * commit on, and the file is deleted after it.
 * @returns what can be done, with a fault for every request that cannot: XDSUnknownRepositoryId for another repository,
 * XDSDocumentUniqueIdError for what is not kept here, has been removed, or is hidden from the caller. All of them as a
 * Refusal where nothing can be done. XDSRemoveDocumentsError when another request has been quicker.
 */
export async function documentRemoval(
  requests: readonly DocumentRequest[],
  scope: Scope,
  { domain, store, deleteLeftContent }: Pick<DocumentsOptions, 'domain' | 'store' | 'deleteLeftContent'>,
): Promise<DocumentRemoval | RefusedRemoval> {
  const ours = (request: DocumentRequest) => request.repositoryUniqueId === domain.rules.repositoryUniqueId;
  const asked = [...new Set(requests.filter(ours).map(({ uniqueId }) => uniqueId))];
  const found = asked.length === 0 ? [] : await store.documents.find(scope, { uniqueIds: asked }, 'ids');
  const kept = found.filter(({ blob }) => blob !== undefined);
  const uniqueIds = new Map(kept.map(({ entryUuid, uniqueId }) => [entryUuid, uniqueId]));
  const known = new Set(uniqueIds.values());
  const faults = requests.flatMap((request) => {
    if (!ours(request)) return absent('XDSUnknownRepositoryId', request.repositoryUniqueId);
    return known.has(request.uniqueId) ? [] : absent('XDSDocumentUniqueIdError', request.uniqueId);
  });
  const nothing = known.size === 0 ? refuseAll(faults) : undefined;
  if (nothing !== undefined) return ofPatients(nothing, byPatient(found));
  return {
    faults,
    documents: [...known],
    byPatient: byPatient(kept),
    writes: [{ kind: 'remove-content', entryUuids: [...uniqueIds.keys()] }],
    onConflict: async (conflict) => {
      if (conflict.conflict !== 'content-missing')
        throw new Error(`conflict of a removal: ${conflict.conflict}`);
      const uniqueId = uniqueIds.get(conflict.entryUuid) ?? '';
      return refuse('XDSRemoveDocumentsError', `${uniqueId} was removed in between`, {
        about: uniqueId,
        location: uniqueId,
      });
    },
    afterwards: deleteLeftContent,
  };
}
