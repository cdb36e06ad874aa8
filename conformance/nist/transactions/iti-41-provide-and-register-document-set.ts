import type { TransactionKind } from './transaction-kind.ts';

/** Provide and Register Document Set-b [ITI-41]. */
export const provideAndRegisterDocumentSet: TransactionKind = {
  instruction: 'ProvideAndRegisterTransaction',
  actor: 'repository',
  action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
  responseAction: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse',
  message: 'submission',
  transport: 'with-documents',
  answer: 'RegistryResponse',
};
