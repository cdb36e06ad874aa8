import { isRefusal } from '../../errors.ts';
import { ENTRY_IDS, entriesNamed } from './document-parameters.ts';
import { metadataLevel } from './metadata-level.ts';
import { namedObjects } from './shared-parameters.ts';
import { atMost, NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';

export const GET_DOCUMENTS = 'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';

/** GetDocuments (ITI TF-2 3.18.4.1.2.3.7.5): by entryUUIDs, by uniqueIds or by logical ids, whatever their status. */
export const getDocumentsQuery: QueryDefinition = {
  id: GET_DOCUMENTS,
  read(query) {
    const named = namedObjects(query, ENTRY_IDS);
    if (isRefusal(named)) return named;
    const level = metadataLevel(query);
    if (isRefusal(level)) return level;
    const criteria = { ...entriesNamed(named), ...level.entries };
    return {
      byDocumentId: true,
      run: async ({ documents }, scope, view) => ({
        ...NOTHING_FOUND,
        entries: await documents.find(scope, { ...criteria, ...atMost(view) }, view.want),
      }),
    };
  },
};
