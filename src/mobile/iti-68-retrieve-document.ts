import type { Readable } from 'node:stream';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { FhirAnswer, FhirInteraction } from '../fhir/interaction.ts';
import { acceptedTypes, accepts, namesFhirJson } from '../fhir/representation.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Store, StoredEntry } from '../store/store.ts';
import { entryUuidOf } from './entry-logical-id.ts';

/** Content that is larger is not answered as a Binary resource, which must be held whole. */
const LARGEST_RESOURCE = 4 * 1024 * 1024;

interface RetrieveRequest {
  readonly entryUuid: string;
  readonly accept: string | undefined;
}

interface Retrieved {
  readonly mimeType: string;
  readonly size: number;
  /** Set when the caller asked for a Binary resource. */
  readonly resource?: string;
  open(): Readable;
  bytes(): Promise<Buffer>;
}

/**
 * ITI-68 Retrieve Document: the content as it was deposited, in its own media type. A caller that names FHIR JSON
 * gets a Binary resource (FHIR R4 binary). Hidden and absent are both NotFound; NotAcceptable when neither form will do.
 */
export function retrieveDocument(options: {
  store: Store;
  blobs: BlobStore;
}): FhirInteraction<RetrieveRequest, Retrieved> {
  const { store, blobs } = options;
  return {
    resourceType: 'Binary',
    interaction: 'read',
    read: ({ id, accept }) => {
      const read = entryUuidOf(id);
      return isRefusal(read) ? read : { ...read, accept };
    },
    transaction: {
      event: 'ITI-68',
      action: 'R',
      right: 'document.read',
      record: ({ entryUuid }) => ({ entryUuid }),
      run: async ({ entryUuid, accept }, { scope }) => {
        const [entry] = await store.documents.find(scope, { entryUuids: [entryUuid] }, 'ids');
        if (entry === undefined) return refuse('NotFound', `entry ${entryUuid} hidden`);
        if (entry.blob === undefined) return refuse('NotFound', `entry ${entryUuid} lies elsewhere`);
        const answer = await retrieved(blobs, { ...entry, blob: entry.blob }, accept);
        return isRefusal(answer) ? answer : { answer, documents: [entry.uniqueId] };
      },
    },
    write: ({ mimeType, size, resource, open, bytes }): FhirAnswer =>
      resource === undefined
        ? { kind: 'content', mimeType, size, open, bytes }
        : { kind: 'json', text: resource },
  };
}

async function retrieved(
  blobs: BlobStore,
  { blob, mimeType, size, entryUuid }: StoredEntry & { readonly blob: string },
  accept: string | undefined,
): Promise<Retrieved | Refusal> {
  const content = { mimeType, size, open: () => blobs.open(blob), bytes: () => blobs.read(blob) };
  const types = acceptedTypes(accept);
  const asResource = namesFhirJson(types) && !types.includes(mimeType.toLowerCase());
  if (!asResource) {
    return accepts(types, mimeType) ? content : refuse('NotAcceptable', `stored as ${mimeType}`);
  }
  if (size > LARGEST_RESOURCE) return refuse('NotAcceptable', `${size} bytes as a Binary resource`);
  const data = (await blobs.read(blob)).toString('base64');
  const id = entryUuid.slice('urn:uuid:'.length);
  return {
    ...content,
    resource: JSON.stringify({ resourceType: 'Binary', id, contentType: mimeType, data }),
  };
}
