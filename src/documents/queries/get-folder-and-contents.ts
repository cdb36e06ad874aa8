import { isRefusal } from '../../errors.ts';
import { contentCriteria } from './document-parameters.ts';
import { FOLDER_IDS } from './get-folders.ts';
import { levelOfAssociations } from './metadata-level.ts';
import { namedObjects } from './shared-parameters.ts';
import { NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { associationsOf, entriesOf, membershipsOf } from './surroundings.ts';

export const GET_FOLDER_AND_CONTENTS = 'urn:uuid:b909a503-523d-4517-8acf-8e5834dfc4c7';

/** GetFolderAndContents (ITI TF-2 3.18.4.1.2.3.7.11): one folder, its documents of the kind asked for, and their memberships. */
export const getFolderAndContentsQuery: QueryDefinition = {
  id: GET_FOLDER_AND_CONTENTS,
  read(query) {
    const named = namedObjects(query, FOLDER_IDS, 'one');
    if (isRefusal(named)) return named;
    const level = levelOfAssociations(query);
    if (isRefusal(level)) return level;
    const content = contentCriteria(query);
    if (isRefusal(content)) return content;
    return {
      run: async (reads, scope, view) => {
        const folders = await reads.folders.find(scope, { ...named, ...level.folders });
        const ids = folders.map(({ id }) => id);
        const memberships = await associationsOf(reads, scope, level, membershipsOf(ids));
        const members = [...new Set(memberships.map(({ target }) => target))];
        const entries = await entriesOf(reads, scope, members, { ...content, ...level.entries }, view);
        const found = new Set(entries.map(({ entryUuid }) => entryUuid));
        return {
          ...NOTHING_FOUND,
          folders,
          entries,
          associations: memberships.filter(({ target }) => found.has(target)),
        };
      },
    };
  },
};
