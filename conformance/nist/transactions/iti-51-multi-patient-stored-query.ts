import type { TransactionKind } from './transaction-kind.ts';

/** Multi-Patient Stored Query [ITI-51]. */
export const multiPatientStoredQuery: TransactionKind = {
  instruction: 'MPQTransaction',
  actor: 'registry',
  action: 'urn:ihe:iti:2009:MultiPatientStoredQuery',
  responseAction: 'urn:ihe:iti:2009:MultiPatientStoredQueryResponse',
  message: 'query',
  transport: 'simple',
  answer: 'AdhocQueryResponse',
};
