import { byPatient, type OfPatient } from '../documents/by-patient.ts';
import type { Found } from '../documents/queries/stored-query.ts';
import { writeAssociation, writeFolder } from '../ebrim/write-submission.ts';

/** The ebRIM texts, in UTF-8, of what a query found: kept ones of submission sets and entries, new ones of folders and associations. */
export function textsOf({ submissionSets, entries, folders, associations }: Found): readonly Uint8Array[] {
  return [
    ...submissionSets.map(({ ebrim }) => Buffer.from(ebrim, 'utf8')),
    ...entries.map(({ ebrim }) => ebrim),
    ...folders.map((folder) => writeFolder(folder.model()).bytes()),
    ...associations.map((association) => writeAssociation(association.model()).bytes()),
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

/**
 * What the traces of a query name: the documents that it found, by patient.
 * @param asked keys of patients who get a trace even though nothing of theirs was found.
 */
export function documentsByPatient(
  { submissionSets, entries, folders, associations }: Found,
  asked: Iterable<number> = [],
): readonly OfPatient[] {
  const others = [...submissionSets, ...folders, ...associations].map(({ patientKey }) => ({ patientKey }));
  return byPatient([...[...asked].map((patientKey) => ({ patientKey })), ...others, ...entries]);
}
