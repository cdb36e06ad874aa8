import type { TransactionKind } from './transaction-kind.ts';

/** Registry Stored Query [ITI-18]. */
export const registryStoredQuery: TransactionKind = {
  instruction: 'StoredQueryTransaction',
  actor: 'registry',
  action: 'urn:ihe:iti:2007:RegistryStoredQuery',
  responseAction: 'urn:ihe:iti:2007:RegistryStoredQueryResponse',
  message: 'query',
  transport: 'simple',
  answer: 'AdhocQueryResponse',
};
