import { refuse } from '../errors.ts';
import type { FhirInteraction } from '../fhir/interaction.ts';
import type { Store } from '../store/store.ts';
import { entryUuidOf } from './entry-logical-id.ts';
import { withAbsoluteUrl } from './stored-text.ts';

/** Read of one DocumentReference (MHD 4.2.3 asks it of a Document Responder). Hidden and absent are both NotFound. */
export function readDocumentReference({
  store,
}: {
  store: Store;
}): FhirInteraction<{ entryUuid: string }, string> {
  return {
    resourceType: 'DocumentReference',
    interaction: 'read',
    read: ({ id }) => entryUuidOf(id),
    transaction: {
      event: 'ITI-67',
      action: 'R',
      right: 'document.search',
      record: ({ entryUuid }) => ({ entryUuid }),
      run: async ({ entryUuid }, { scope }) => {
        const [entry] = await store.documents.find(scope, { entryUuids: [entryUuid] }, 'fhir');
        if (entry === undefined) return refuse('NotFound', `entry ${entryUuid} hidden`);
        return { answer: entry.fhir, documents: [entry.uniqueId] };
      },
    },
    write: (text, { base }) => {
      const { meta } = JSON.parse(text) as { meta: { versionId: string } };
      return { kind: 'json', text: withAbsoluteUrl(text, base), etag: `W/"${meta.versionId}"` };
    },
  };
}
