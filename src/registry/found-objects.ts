import type { Found } from '../documents/queries/stored-query.ts';
import { writeAssociation, writeFolder } from '../ebrim/write-submission.ts';

/** The ebRIM texts of what a query found: kept ones of submission sets and entries, new ones of folders and associations. */
export function textsOf({ submissionSets, entries, folders, associations }: Found): readonly string[] {
  return [
    ...submissionSets.map(({ ebrim }) => ebrim),
    ...entries.map(({ ebrim }) => ebrim),
    ...folders.map((folder) => writeFolder(folder.model()).text),
    ...associations.map((association) => writeAssociation(association.model()).text),
  ];
}

/** The ids of the same, in the same order. */
export function idsOf({ submissionSets, entries, folders, associations }: Found): readonly string[] {
  return [
    ...submissionSets.map(({ id }) => id),
    ...entries.map(({ entryUuid }) => entryUuid),
    ...folders.map(({ id }) => id),
    ...associations.map(({ id }) => id),
  ];
}
