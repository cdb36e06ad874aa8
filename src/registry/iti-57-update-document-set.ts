import type { DocumentsOptions } from '../documents/options.ts';
import { approvedEntries } from '../documents/update/approved-entries.ts';
import { update } from '../documents/update/update.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import { registration } from './registration.ts';

/**
 * ITI-57 Update Document Set (IHE Metadata Update 3.57). The rules are those of `documents/update/`; where rights bound what a
 * caller may change (TD3.3), they say which statuses may be.
 */
export function updateDocumentSet(options: DocumentsOptions): SoapTransaction<SubmittedObjects, null> {
  return registration(
    {
      action: 'urn:ihe:iti:2010:UpdateDocumentSet',
      responseAction: 'urn:ihe:iti:2010:UpdateDocumentSetResponse',
      event: 'ITI-57',
      changes: true,
      rules: (objects, caller, known) =>
        update(objects, caller, known, caller.bounds === undefined ? approvedEntries : undefined),
    },
    options,
  );
}
