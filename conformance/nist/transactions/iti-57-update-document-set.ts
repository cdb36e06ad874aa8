import type { TransactionKind } from './transaction-kind.ts';

/** Update Document Set [ITI-57]. */
export const updateDocumentSet: TransactionKind = {
  instruction: 'MuTransaction',
  actor: 'registry',
  action: 'urn:ihe:iti:2010:UpdateDocumentSet',
  responseAction: 'urn:ihe:iti:2010:UpdateDocumentSetResponse',
  message: 'submission',
  transport: 'simple',
  answer: 'RegistryResponse',
};
