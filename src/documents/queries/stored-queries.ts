import { refuse } from '../../errors.ts';
import { findDocumentsQuery } from './find-documents.ts';
import { findDocumentsByReferenceIdQuery } from './find-documents-by-reference-id.ts';
import {
  findDocumentsByReferenceIdForMultiplePatientsQuery,
  findDocumentsForMultiplePatientsQuery,
} from './find-documents-for-multiple-patients.ts';
import { findFoldersQuery } from './find-folders.ts';
import { findFoldersForMultiplePatientsQuery } from './find-folders-for-multiple-patients.ts';
import { findSubmissionSetsQuery } from './find-submission-sets.ts';
import { getAllQuery } from './get-all.ts';
import { getAssociationsQuery } from './get-associations.ts';
import { getDocumentsQuery } from './get-documents.ts';
import { getDocumentsAndAssociationsQuery } from './get-documents-and-associations.ts';
import { getFolderAndContentsQuery } from './get-folder-and-contents.ts';
import { getFoldersQuery } from './get-folders.ts';
import { getFoldersForDocumentQuery } from './get-folders-for-document.ts';
import { getRelatedDocumentsQuery } from './get-related-documents.ts';
import { getSubmissionSetAndContentsQuery } from './get-submission-set-and-contents.ts';
import { getSubmissionSetsQuery } from './get-submission-sets.ts';
import type { AskedOfPatients } from './of-patients.ts';
import type { AskedQuery, QueryDefinition, QueryRules, StoredQuery } from './stored-query.ts';

type Read<Asked> = QueryDefinition<Asked>['read'];

/** Finds out which query is meant; XDSUnknownStoredQuery for an id that is not among them. */
function oneOf<Asked>(definitions: readonly QueryDefinition<Asked>[]): Read<Asked> {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  return (query: StoredQuery, rules: QueryRules) =>
    byId.get(query.id)?.read(query, rules) ??
    refuse('XDSUnknownStoredQuery', query.id, { about: query.id.slice(0, 80) });
}

/**
 * Finds out what a stored query of ITI-18 asks for.
 * @returns XDSUnknownStoredQuery for an id that is not served, or the Refusal of the query itself.
 */
export const askedQuery: Read<AskedQuery> = oneOf([
  findDocumentsQuery,
  findDocumentsByReferenceIdQuery,
  findFoldersQuery,
  findSubmissionSetsQuery,
  getAllQuery,
  getAssociationsQuery,
  getDocumentsQuery,
  getDocumentsAndAssociationsQuery,
  getFolderAndContentsQuery,
  getFoldersQuery,
  getFoldersForDocumentQuery,
  getRelatedDocumentsQuery,
  getSubmissionSetAndContentsQuery,
  getSubmissionSetsQuery,
]);

/** The same for the queries of ITI-51. */
export const askedOfPatients: Read<AskedOfPatients> = oneOf([
  findDocumentsForMultiplePatientsQuery,
  findFoldersForMultiplePatientsQuery,
  findDocumentsByReferenceIdForMultiplePatientsQuery,
]);
