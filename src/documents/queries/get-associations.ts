import { isRefusal } from '../../errors.ts';
import { levelOfAssociations } from './metadata-level.ts';
import { required } from './parameters.ts';
import { atMost, NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { associationsOf } from './surroundings.ts';

export const GET_ASSOCIATIONS = 'urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155';

/** GetAssociations (ITI TF-2 3.18.4.1.2.3.7.7): whatever has one of the objects as its source or target. */
export const getAssociationsQuery: QueryDefinition = {
  id: GET_ASSOCIATIONS,
  read(query) {
    const uuids = required(query, '$uuid');
    if (isRefusal(uuids)) return uuids;
    const level = levelOfAssociations(query);
    if (isRefusal(level)) return level;
    const ends = uuids.map((uuid) => uuid.toLowerCase());
    return {
      run: async (reads, scope, view) => ({
        ...NOTHING_FOUND,
        associations: await associationsOf(reads, scope, level, { ends, ...atMost(view) }),
      }),
    };
  },
};
