import type { Fault } from '../errors.ts';
import type { SubmittedDocumentEntry } from '../model/document-entry.ts';
import type { ReceivedContent } from '../store/blobs.ts';
import type { SubmittedDocument } from './options.ts';
import { metadataFault } from './validation/metadata-fault.ts';

/** An entry and the document that came with it. */
export interface Pair {
  readonly entry: SubmittedDocumentEntry;
  readonly content: ReceivedContent;
}

/** An entry and where its content lies or, on demand, is made. */
export interface Placed {
  readonly entry: SubmittedDocumentEntry;
  readonly repositoryUniqueId: string;
  readonly hash?: string;
  readonly size?: number;
}

/** An entry and what is known of its content, wherever that lies. */
export interface Weighed extends Placed {
  /** SHA-1 in hexadecimal. */
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
}

/** What a repository says of the content that it keeps. */
export function weigh(pairs: readonly Pair[], repositoryUniqueId: string): readonly Weighed[] {
  return pairs.map(({ entry, content }) => ({
    entry,
    hash: content.sha1,
    size: content.size,
    repositoryUniqueId,
  }));
}

/**
 * Ties documents to entries by id (ITI TF-2 3.41.4.1.3), and checks the hash and size that an entry claims.
 * @param otherCase whether, where no id is equal, one that differs only in case is taken.
 * @returns the pairs, and XDSMissingDocument, XDSMissingDocumentMetadata, XDSRepositoryMetadataError.
 */
export function pair(
  entries: readonly SubmittedDocumentEntry[],
  documents: readonly SubmittedDocument[],
  otherCase: boolean,
): { readonly pairs: readonly Pair[]; readonly faults: readonly Fault[] } {
  const left = [...documents];
  const take = (matches: (id: string) => boolean): SubmittedDocument | undefined => {
    const at = left.findIndex(({ id }) => matches(id));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const found = new Map<SubmittedDocumentEntry, SubmittedDocument>();
  for (const entry of entries) {
    const document = take((id) => id === entry.id);
    if (document !== undefined) found.set(entry, document);
  }
  const pairs: Pair[] = [];
  const faults: Fault[] = [];
  for (const entry of entries) {
    const anyCase = (id: string) => otherCase && id.toLowerCase() === entry.id.toLowerCase();
    const document = found.get(entry) ?? take(anyCase);
    if (document === undefined) {
      faults.push({
        code: 'XDSMissingDocument',
        detail: `no document for ${entry.id}`,
        about: entry.id,
        location: entry.id,
      });
      continue;
    }
    pairs.push({ entry, content: document.content });
    faults.push(...contentFaults(entry, document.content));
  }
  for (const { id } of left) {
    faults.push({
      code: 'XDSMissingDocumentMetadata',
      detail: `no entry for document ${id}`,
      about: id,
      location: id,
    });
  }
  return { pairs, faults };
}

function contentFaults({ id, hash, size }: SubmittedDocumentEntry, content: ReceivedContent): Fault[] {
  const faults: Fault[] = [];
  if (hash !== undefined && hash.toLowerCase() !== content.sha1) {
    faults.push(metadataFault(id, 'hash', 'hash-differs', hash, 'XDSRepositoryMetadataError'));
  }
  if (size !== undefined && size !== content.size) {
    faults.push(metadataFault(id, 'size', 'size-differs', String(size), 'XDSRepositoryMetadataError'));
  }
  return faults;
}
