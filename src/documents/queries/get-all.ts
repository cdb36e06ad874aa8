import { isRefusal } from '../../errors.ts';
import { APPROVED } from '../../model/document-entry.ts';
import { contentCriteria } from './document-parameters.ts';
import { levelOfAssociations } from './metadata-level.ts';
import { patientOf, statusesOf } from './shared-parameters.ts';
import { atMost, type QueryDefinition } from './stored-query.ts';
import { associationsOf } from './surroundings.ts';

export const GET_ALL = 'urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3';

/**
 * GetAll (ITI TF-2 3.18.4.1.2.3.7.4): submission sets, documents of the kind asked for and folders of one patient, and
 * whatever association has one of them as its source or target.
 */
export const getAllQuery: QueryDefinition = {
  id: GET_ALL,
  read(query, rules) {
    const patient = patientOf(query, '$patientId', rules);
    if (isRefusal(patient)) return patient;
    const entryStatuses = statusesOf(query, '$XDSDocumentEntryStatus', rules);
    if (isRefusal(entryStatuses)) return entryStatuses;
    const setStatuses = statusesOf(query, '$XDSSubmissionSetStatus', rules);
    if (isRefusal(setStatuses)) return setStatuses;
    const folderStatuses = statusesOf(query, '$XDSFolderStatus', rules);
    if (isRefusal(folderStatuses)) return folderStatuses;
    const content = contentCriteria(query);
    if (isRefusal(content)) return content;
    const level = levelOfAssociations(query);
    if (isRefusal(level)) return level;
    return {
      ...patient,
      run: async (reads, scope, view) => {
        const most = atMost(view);
        const criteria = { ...content, ...level.entries, statuses: entryStatuses, ...most };
        const entries = await reads.documents.find(scope, criteria, view.want);
        const submissionSets = setStatuses.includes(APPROVED)
          ? await reads.submissionSets.find(scope, most)
          : [];
        const folders = await reads.folders.find(scope, {
          ...level.folders,
          statuses: folderStatuses,
          ...most,
        });
        const ends = [
          ...submissionSets.map(({ id }) => id),
          ...entries.map(({ entryUuid }) => entryUuid),
          ...folders.map(({ id }) => id),
        ];
        const associations = await associationsOf(reads, scope, level, { ends, ...most });
        return { submissionSets, entries, folders, associations };
      },
    };
  },
};
