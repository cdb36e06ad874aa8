import type { TransactionKind } from './transaction-kind.ts';

/** Retrieve Document Set-b [ITI-43]. */
export const retrieveDocumentSet: TransactionKind = {
  instruction: 'RetrieveTransaction',
  actor: 'repository',
  action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
  responseAction: 'urn:ihe:iti:2007:RetrieveDocumentSetResponse',
  message: 'plain',
  transport: 'mtom',
  answer: 'RetrieveDocumentSetResponse',
};
