import { isRefusal } from '../../errors.ts';
import { NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { aroundDocuments, associationsOf, membershipsIn } from './surroundings.ts';

export const GET_FOLDERS_FOR_DOCUMENT = 'urn:uuid:10cae35a-c7f9-4cf5-b61e-fc3278ffb578';

/** GetFoldersForDocument (ITI TF-2 3.18.4.1.2.3.7.12): the folders that one document is a member of. */
export const getFoldersForDocumentQuery: QueryDefinition = {
  id: GET_FOLDERS_FOR_DOCUMENT,
  read(query) {
    const asked = aroundDocuments(query, 'one');
    if (isRefusal(asked)) return asked;
    const { criteria, level } = asked;
    return {
      run: async (reads, scope) => {
        const entries = await reads.documents.find(scope, criteria, 'ids');
        const targets = entries.map(({ entryUuid }) => entryUuid);
        const memberships = await associationsOf(reads, scope, level, membershipsIn(targets));
        const ids = [...new Set(memberships.map(({ source }) => source))];
        if (ids.length === 0) return NOTHING_FOUND;
        return { ...NOTHING_FOUND, folders: await reads.folders.find(scope, { ids, ...level.folders }) };
      },
    };
  },
};
