import type { DocumentEntry } from '../model/document-entry.ts';
import type { Association, SubmissionSet } from '../model/submission.ts';
import { writeDocumentEntry } from './write-document-entry.ts';
import { writeAssociation, writeSubmissionSet } from './write-submission.ts';

/** The ebRIM texts that a registry keeps beside what it holds, and answers with. */
export const ebrimRenderings = {
  ebrim: (entry: DocumentEntry): string => writeDocumentEntry(entry).text,
  submissionSet: (set: SubmissionSet): string => writeSubmissionSet(set).text,
  association: (association: Association): string => writeAssociation(association).text,
};
