import type { TransactionKind } from './transaction-kind.ts';

/** Restricted Update Document Set [ITI-92]. */
export const restrictedUpdateDocumentSet: TransactionKind = {
  instruction: 'RmuTransaction',
  actor: 'registry',
  action: 'urn:ihe:iti:2018:RestrictedUpdateDocumentSet',
  responseAction: 'urn:ihe:iti:2018:RestrictedUpdateDocumentSetResponse',
  message: 'submission',
  transport: 'simple',
  answer: 'RegistryResponse',
};
