import { registryStoredQuery } from './iti-18-registry-stored-query.ts';
import { provideAndRegisterDocumentSet } from './iti-41-provide-and-register-document-set.ts';
import { registerDocumentSet } from './iti-42-register-document-set.ts';
import { retrieveDocumentSet } from './iti-43-retrieve-document-set.ts';
import { multiPatientStoredQuery } from './iti-51-multi-patient-stored-query.ts';
import { updateDocumentSet } from './iti-57-update-document-set.ts';
import { registerOnDemandDocumentEntry } from './iti-61-register-on-demand-document-entry.ts';
import { removeMetadata } from './iti-62-remove-metadata.ts';
import { removeDocuments } from './iti-86-remove-documents.ts';
import { restrictedUpdateDocumentSet } from './iti-92-restricted-update-document-set.ts';
import type { TransactionKind } from './transaction-kind.ts';

const KINDS: readonly TransactionKind[] = [
  registerDocumentSet,
  provideAndRegisterDocumentSet,
  registryStoredQuery,
  multiPatientStoredQuery,
  retrieveDocumentSet,
  updateDocumentSet,
  restrictedUpdateDocumentSet,
  registerOnDemandDocumentEntry,
  removeMetadata,
  removeDocuments,
];

/** Assertions on what the steps before have left: nothing is sent. */
export const NULL_TRANSACTION = 'NullTransaction';
/** The patient identity feed: a patient id is made, and the registry told of it where it wants to be. */
export const PATIENT_IDENTITY_FEED = 'PatientIdentityFeedTransaction';

/** The transaction of an instruction; undefined for those that go over another wire or none. */
export function transactionKind(instruction: string): TransactionKind | undefined {
  return KINDS.find((kind) => kind.instruction === instruction);
}
