import type { TransactionKind } from './transaction-kind.ts';

/** Register Document Set-b [ITI-42]. */
export const registerDocumentSet: TransactionKind = {
  instruction: 'RegisterTransaction',
  actor: 'registry',
  action: 'urn:ihe:iti:2007:RegisterDocumentSet-b',
  responseAction: 'urn:ihe:iti:2007:RegisterDocumentSet-bResponse',
  message: 'submission',
  transport: 'simple',
  answer: 'RegistryResponse',
};
