import { type Refusal, refuse } from '../../errors.ts';
import { findDocumentsQuery } from './find-documents.ts';
import { findDocumentsByReferenceIdQuery } from './find-documents-by-reference-id.ts';
import { findFoldersQuery } from './find-folders.ts';
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
import type { AskedQuery, QueryDefinition, QueryRules, StoredQuery } from './stored-query.ts';

const definitions: readonly QueryDefinition[] = [
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
];

const byId = new Map(definitions.map((definition) => [definition.id, definition]));

/**
 * Finds out what a stored query asks for.
 * @returns XDSUnknownStoredQuery for an id that is not served, or the Refusal of the query itself.
 */
export function askedQuery(query: StoredQuery, rules: QueryRules): AskedQuery | Refusal {
  const definition = byId.get(query.id);
  if (definition === undefined) {
    return refuse('XDSUnknownStoredQuery', query.id, { about: query.id.slice(0, 80) });
  }
  return definition.read(query, rules);
}
