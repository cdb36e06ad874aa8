import type { Readable } from 'node:stream';
import type { Fault } from '../errors.ts';
import type { Scope } from '../model/scope.ts';
import type { StoredEntry } from '../store/store.ts';
import type { DocumentsOptions } from './options.ts';

/** One document that is asked for, by repository and uniqueId. */
export interface DocumentRequest {
  readonly homeCommunityId?: string;
  readonly repositoryUniqueId: string;
  readonly uniqueId: string;
}

/** One document that is handed out. */
export interface RetrievedDocument extends DocumentRequest {
  readonly patientKey: number;
  readonly mimeType: string;
  /** In bytes. */
  readonly size: number;
  open(): Readable;
  bytes(): Promise<Buffer>;
}

export interface Retrieved {
  readonly documents: readonly RetrievedDocument[];
  /** One per request that gave nothing: XDSUnknownRepositoryId, XDSDocumentUniqueIdError. */
  readonly faults: readonly Fault[];
  /** Something was asked for that exists and that this caller may not have. For the trace, never for the answer. */
  readonly refusedQuietly: boolean;
}

/**
 * The rules of ITI-43 (ITI TF-2 3.43.4.2.3). A document that the scope hides is told exactly as one that is unknown, and so
 * is one that was registered here and lies elsewhere, whatever repository its entry names.
 */
export async function retrieveDocuments(
  requests: readonly DocumentRequest[],
  scope: Scope,
  { domain, store, blobs }: Pick<DocumentsOptions, 'domain' | 'store' | 'blobs'>,
): Promise<Retrieved> {
  const ours = (request: DocumentRequest) => request.repositoryUniqueId === domain.rules.repositoryUniqueId;
  const asked = [...new Set(requests.filter(ours).map(({ uniqueId }) => uniqueId))];
  const seen = new Set<string>();
  const kept = new Map<string, StoredEntry & { readonly blob: string }>();
  if (asked.length > 0) {
    for (const entry of await store.documents.find(scope, { uniqueIds: asked, latestOnly: true }, 'ids')) {
      seen.add(entry.uniqueId);
      if (isKeptHere(entry) && !kept.has(entry.uniqueId)) kept.set(entry.uniqueId, entry);
    }
  }
  const documents: RetrievedDocument[] = [];
  const faults: Fault[] = [];
  for (const request of requests) {
    const entry = kept.get(request.uniqueId);
    if (!ours(request)) faults.push(absent('XDSUnknownRepositoryId', request.repositoryUniqueId));
    else if (entry === undefined) faults.push(absent('XDSDocumentUniqueIdError', request.uniqueId));
    else documents.push(handedOut(request, entry, blobs));
  }
  let refusedQuietly = false;
  for (const uniqueId of asked) {
    if (seen.has(uniqueId)) continue;
    refusedQuietly ||= (await store.documents.registration(uniqueId)) !== undefined;
  }
  return { documents, faults, refusedQuietly };
}

/** A uniqueId has 128 characters at most (ITI TF-3 4.2.3.2.26); any text can stand there. */
const LONGEST = 128;

/** What a request named that is not there. */
export function absent(code: 'XDSUnknownRepositoryId' | 'XDSDocumentUniqueIdError', asked: string): Fault {
  const sent = asked.slice(0, LONGEST);
  return { code, detail: sent, about: sent, location: sent };
}

function isKeptHere(entry: StoredEntry): entry is StoredEntry & { readonly blob: string } {
  return entry.blob !== undefined;
}

function handedOut(
  request: DocumentRequest,
  { patientKey, mimeType, size, blob }: StoredEntry & { readonly blob: string },
  blobs: DocumentsOptions['blobs'],
): RetrievedDocument {
  return {
    ...request,
    patientKey,
    mimeType,
    size,
    open: () => blobs.open(blob),
    bytes: () => blobs.read(blob),
  };
}
