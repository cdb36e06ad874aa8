import type { TransactionKind } from './transaction-kind.ts';

/** Register On-Demand Document Entry [ITI-61]; its answer's action does not follow the rule of the others. */
export const registerOnDemandDocumentEntry: TransactionKind = {
  instruction: 'RegisterODDETransaction',
  actor: 'registry',
  action: 'urn:ihe:iti:2010:RegisterOnDemandDocumentEntry',
  responseAction: 'urn:ihe:iti:2010:RegisterOnDemandDocumentResponse',
  message: 'submission',
  transport: 'simple',
  answer: 'RegistryResponse',
};
