import { isRefusal } from '../../errors.ts';
import { objectTypesOf } from './document-parameters.ts';
import { required } from './parameters.ts';
import { NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';
import { aroundDocuments, associationsOf, entriesOf } from './surroundings.ts';

export const GET_RELATED_DOCUMENTS = 'urn:uuid:d90e5407-b356-4d91-a89f-873917b4b0e6';

/**
 * GetRelatedDocuments (ITI TF-2 3.18.4.1.2.3.7.13): the associations of the types asked for that tie one document to other
 * documents, and the documents at both ends. Without any, not even the given document is returned.
 */
export const getRelatedDocumentsQuery: QueryDefinition = {
  id: GET_RELATED_DOCUMENTS,
  read(query) {
    const asked = aroundDocuments(query, 'one');
    if (isRefusal(asked)) return asked;
    const types = required(query, '$AssociationTypes');
    if (isRefusal(types)) return types;
    const objectTypes = objectTypesOf(query);
    if (isRefusal(objectTypes)) return objectTypes;
    return {
      run: async (reads, scope, view) => {
        const given = await reads.documents.find(scope, asked.criteria, 'ids');
        const ends = given.map(({ entryUuid }) => entryUuid);
        const around = await associationsOf(reads, scope, asked.level, { types, ends });
        const objects = [...new Set(around.flatMap(({ source, target }) => [source, target]))];
        const entries = await entriesOf(reads, scope, objects, { ...asked.level.entries, objectTypes }, view);
        const found = new Set(entries.map(({ entryUuid }) => entryUuid));
        const associations = around.filter(({ source, target }) => found.has(source) && found.has(target));
        const tied = new Set(associations.flatMap(({ source, target }) => [source, target]));
        return {
          ...NOTHING_FOUND,
          entries: entries.filter(({ entryUuid }) => tied.has(entryUuid)),
          associations,
        };
      },
    };
  },
};
