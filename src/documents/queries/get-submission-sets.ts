import { isRefusal } from '../../errors.ts';
import { levelOfAssociations } from './metadata-level.ts';
import { required } from './parameters.ts';
import { NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { associationsOf, membershipsIn } from './surroundings.ts';

export const GET_SUBMISSION_SETS = 'urn:uuid:51224314-5390-4169-9b91-b1980040715a';

/** GetSubmissionSets (ITI TF-2 3.18.4.1.2.3.7.9): those that the objects are members of, and these memberships. */
export const getSubmissionSetsQuery: QueryDefinition = {
  id: GET_SUBMISSION_SETS,
  read(query) {
    const uuids = required(query, '$uuid');
    if (isRefusal(uuids)) return uuids;
    const level = levelOfAssociations(query);
    if (isRefusal(level)) return level;
    const targets = uuids.map((uuid) => uuid.toLowerCase());
    return {
      run: async (reads, scope) => {
        const memberships = await associationsOf(reads, scope, level, membershipsIn(targets));
        const ids = [...new Set(memberships.map(({ source }) => source))];
        if (ids.length === 0) return NOTHING_FOUND;
        const submissionSets = await reads.submissionSets.find(scope, { ids });
        const found = new Set(submissionSets.map(({ id }) => id));
        return {
          ...NOTHING_FOUND,
          submissionSets,
          associations: memberships.filter(({ source }) => found.has(source)),
        };
      },
    };
  },
};
