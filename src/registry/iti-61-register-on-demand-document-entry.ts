import type { DocumentsOptions } from '../documents/options.ts';
import { registerOnDemand } from '../documents/register-on-demand.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import { registration } from './registration.ts';

/**
 * ITI-61 Register On-Demand Document Entry (ITI TF-2 3.61): a source elsewhere tells the registry of documents that it makes
 * when they are asked for. The rules are those of `documents/register-on-demand.ts`.
 */
export function registerOnDemandDocumentEntry(
  options: DocumentsOptions,
): SoapTransaction<SubmittedObjects, null> {
  return registration(
    {
      action: 'urn:ihe:iti:2010:RegisterOnDemandDocumentEntry',
      // The Technical Framework leaves `Entry` out here (ITI TF-2 3.61.4.2.2).
      responseAction: 'urn:ihe:iti:2010:RegisterOnDemandDocumentResponse',
      event: 'ITI-61',
      rules: registerOnDemand,
    },
    options,
  );
}
