import { isRefusal } from '../../errors.ts';
import { HAS_MEMBER } from '../../model/submission.ts';
import type { StoredAssociation } from '../../store/store.ts';
import { NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { associationsOf, entriesOf, membershipsOf, withContents } from './surroundings.ts';

export const GET_SUBMISSION_SET_AND_CONTENTS = 'urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83';

const SET_IDS = { ids: '$XDSSubmissionSetEntryUUID', uniqueIds: '$XDSSubmissionSetUniqueId' };

/**
 * GetSubmissionSetAndContents (ITI TF-2 3.18.4.1.2.3.7.10): one submission set, its documents of the kind asked for, its
 * folders, and the associations between what is returned: its memberships, the memberships of folders that it made, and
 * relationships.
 */
export const getSubmissionSetAndContentsQuery: QueryDefinition = {
  id: GET_SUBMISSION_SET_AND_CONTENTS,
  read(query) {
    const asked = withContents(query, SET_IDS);
    if (isRefusal(asked)) return asked;
    const { named, level, content } = asked;
    return {
      run: async (reads, scope, view) => {
        const submissionSets = await reads.submissionSets.find(scope, named);
        if (submissionSets.length === 0) return NOTHING_FOUND;
        const sets = submissionSets.map(({ id }) => id);
        const memberships = await associationsOf(reads, scope, level, membershipsOf(sets));
        const members = memberships.map(({ target }) => target);
        const entries = await entriesOf(reads, scope, members, { ...content, ...level.entries }, view);
        const folders =
          members.length === 0 ? [] : await reads.folders.find(scope, { ids: members, ...level.folders });
        const found = new Set([
          ...sets,
          ...entries.map(({ entryUuid }) => entryUuid),
          ...folders.map(({ id }) => id),
        ]);
        const within = ({ source, target }: StoredAssociation) => found.has(source) && found.has(target);
        const made = (await associationsOf(reads, scope, level, { ids: members })).filter(within);
        const sources = entries.map(({ entryUuid }) => entryUuid);
        const tied = await associationsOf(reads, scope, level, { sources });
        for (const { id } of made) found.add(id);
        return {
          submissionSets,
          entries,
          folders,
          associations: [
            ...memberships.filter(within),
            ...made,
            ...tied.filter((one) => one.type !== HAS_MEMBER && within(one)),
          ],
        };
      },
    };
  },
};
