import { isRefusal } from '../../errors.ts';
import { APPROVED } from '../../model/document-entry.ts';
import type { SubmissionSetCriteria } from '../../store/store.ts';
import { codesOf } from './document-parameters.ts';
import { anyOf, single, timeRange } from './parameters.ts';
import { patientOf, statusesOf } from './shared-parameters.ts';
import { atMost, NOTHING_FOUND, type QueryDefinition } from './stored-query.ts';

export const FIND_SUBMISSION_SETS = 'urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9';

const SET = '$XDSSubmissionSet';

/** FindSubmissionSets (ITI TF-2 3.18.4.1.2.3.7.2). A submission set is always Approved. */
export const findSubmissionSetsQuery: QueryDefinition = {
  id: FIND_SUBMISSION_SETS,
  read(query, rules) {
    const patient = patientOf(query, `${SET}PatientId`, rules);
    if (isRefusal(patient)) return patient;
    const statuses = statusesOf(query, `${SET}Status`, rules);
    if (isRefusal(statuses)) return statuses;
    const sourceIds = anyOf(query, `${SET}SourceId`);
    if (isRefusal(sourceIds)) return sourceIds;
    const submissionTime = timeRange(query, `${SET}SubmissionTime`);
    if (isRefusal(submissionTime)) return submissionTime;
    const author = single(query, `${SET}AuthorPerson`);
    if (isRefusal(author)) return author;
    const contentTypeCodes = codesOf(query, `${SET}ContentType`);
    if (isRefusal(contentTypeCodes)) return contentTypeCodes;
    const criteria: SubmissionSetCriteria = {
      ...(sourceIds === undefined ? {} : { sourceIds }),
      ...(submissionTime === undefined ? {} : { submissionTime }),
      ...(author === undefined ? {} : { authorPersons: [author] }),
      ...(contentTypeCodes === undefined ? {} : { contentTypeCodes }),
    };
    return {
      ...patient,
      run: async ({ submissionSets }, scope, view) =>
        statuses.includes(APPROVED)
          ? {
              ...NOTHING_FOUND,
              submissionSets: await submissionSets.find(scope, { ...criteria, ...atMost(view) }),
            }
          : NOTHING_FOUND,
    };
  },
};
