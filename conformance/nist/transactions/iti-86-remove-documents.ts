import type { TransactionKind } from './transaction-kind.ts';

/** Remove Documents [ITI-86]. */
export const removeDocuments: TransactionKind = {
  instruction: 'RdTransaction',
  actor: 'repository',
  action: 'urn:ihe:iti:2017:RemoveDocuments',
  responseAction: 'urn:ihe:iti:2017:RemoveDocumentsResponse',
  message: 'plain',
  transport: 'simple',
  answer: 'RegistryResponse',
};
