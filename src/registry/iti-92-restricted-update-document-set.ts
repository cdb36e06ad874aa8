import type { DocumentsOptions } from '../documents/options.ts';
import { restricted } from '../documents/update/restricted.ts';
import { update } from '../documents/update/update.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import { registration } from './registration.ts';

/** ITI-92 Restricted Update Document Set (IHE RMU 3.92) with the XDS Persistence Option: each update makes a new version. */
export function restrictedUpdateDocumentSet(
  options: DocumentsOptions,
): SoapTransaction<SubmittedObjects, null> {
  return registration(
    {
      action: 'urn:ihe:iti:2018:RestrictedUpdateDocumentSet',
      responseAction: 'urn:ihe:iti:2018:RestrictedUpdateDocumentSetResponse',
      event: 'ITI-92',
      changes: true,
      rules: (objects, caller, known) => update(objects, caller, known, restricted),
    },
    options,
  );
}
