import type { DocumentsOptions } from '../documents/options.ts';
import { register } from '../documents/register.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import { registration } from './registration.ts';

/**
 * ITI-42 Register Document Set-b (ITI TF-2 3.42): a repository elsewhere tells the registry of what it keeps. The rules are
 * those of `documents/register.ts`.
 */
export function registerDocumentSet(options: DocumentsOptions): SoapTransaction<SubmittedObjects, null> {
  return registration(
    {
      action: 'urn:ihe:iti:2007:RegisterDocumentSet-b',
      responseAction: 'urn:ihe:iti:2007:RegisterDocumentSet-bResponse',
      event: 'ITI-42',
      rules: register,
    },
    options,
  );
}
