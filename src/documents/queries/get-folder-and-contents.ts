import { isRefusal } from '../../errors.ts';
import { FOLDER_IDS } from './get-folders.ts';
import { NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { associationsOf, entriesOf, membershipsOf, withContents } from './surroundings.ts';

export const GET_FOLDER_AND_CONTENTS = 'urn:uuid:b909a503-523d-4517-8acf-8e5834dfc4c7';

/** GetFolderAndContents (ITI TF-2 3.18.4.1.2.3.7.11): one folder, its documents of the kind asked for, and their memberships. */
export const getFolderAndContentsQuery: QueryDefinition = {
  id: GET_FOLDER_AND_CONTENTS,
  read(query) {
    const asked = withContents(query, FOLDER_IDS);
    if (isRefusal(asked)) return asked;
    const { named, level, content } = asked;
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
