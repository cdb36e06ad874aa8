import type { DocumentEntry } from '../model/document-entry.ts';
import type { SubmissionSet } from '../model/submission.ts';
import { writeDocumentEntry } from './write-document-entry.ts';
import { writeSubmissionSet } from './write-submission.ts';

/** The ebRIM texts that a registry keeps beside what it holds, and answers with; folders and associations, which change, are written for each answer. */
export const ebrimRenderings = {
  ebrim: (entry: DocumentEntry): string => writeDocumentEntry(entry).text,
  submissionSet: (set: SubmissionSet): string => writeSubmissionSet(set).text,
};
