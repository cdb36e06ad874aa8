import { isRefusal } from '../../errors.ts';
import { atMost, NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { aroundDocuments, associationsOf } from './surroundings.ts';

export const GET_DOCUMENTS_AND_ASSOCIATIONS = 'urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a';

/** GetDocumentsAndAssociations (ITI TF-2 3.18.4.1.2.3.7.8): documents, and whatever has one of them as its source or target. */
export const getDocumentsAndAssociationsQuery: QueryDefinition = {
  id: GET_DOCUMENTS_AND_ASSOCIATIONS,
  read(query) {
    const asked = aroundDocuments(query, 'many');
    if (isRefusal(asked)) return asked;
    return {
      run: async (reads, scope, view) => {
        const entries = await reads.documents.find(scope, { ...asked.criteria, ...atMost(view) }, view.want);
        const ends = entries.map(({ entryUuid }) => entryUuid);
        const associations = await associationsOf(reads, scope, asked.level, { ends, ...atMost(view) });
        return { ...NOTHING_FOUND, entries, associations };
      },
    };
  },
};
