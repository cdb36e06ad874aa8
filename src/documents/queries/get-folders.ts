import { isRefusal } from '../../errors.ts';
import { metadataLevel } from './metadata-level.ts';
import { type IdParameters, namedObjects } from './shared-parameters.ts';
import { atMost, NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';

export const GET_FOLDERS = 'urn:uuid:5737b14c-8a1a-4539-b659-e03a34a5e1e4';

/** How a query names folders. */
export const FOLDER_IDS: IdParameters = {
  ids: '$XDSFolderEntryUUID',
  uniqueIds: '$XDSFolderUniqueId',
  logicalIds: '$XDSFolderLogicalID',
};

/** GetFolders (ITI TF-2 3.18.4.1.2.3.7.6): by entryUUIDs, by uniqueIds or by logical ids. */
export const getFoldersQuery: QueryDefinition = {
  id: GET_FOLDERS,
  read(query) {
    const named = namedObjects(query, FOLDER_IDS);
    if (isRefusal(named)) return named;
    const level = metadataLevel(query);
    if (isRefusal(level)) return level;
    const criteria = { ...named, ...level.folders };
    return {
      run: async ({ folders }, scope, view) => ({
        ...NOTHING_FOUND,
        folders: await folders.find(scope, { ...criteria, ...atMost(view) }),
      }),
    };
  },
};
