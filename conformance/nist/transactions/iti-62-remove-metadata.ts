import type { TransactionKind } from './transaction-kind.ts';

/** Remove Metadata [ITI-62], which keeps the action of its first name. */
export const removeMetadata: TransactionKind = {
  instruction: 'RemoveMetadataTransaction',
  actor: 'registry',
  action: 'urn:ihe:iti:2010:DeleteDocumentSet',
  responseAction: 'urn:ihe:iti:2010:DeleteDocumentSetResponse',
  message: 'plain',
  transport: 'simple',
  answer: 'RegistryResponse',
};
