import type { DocumentsOptions } from '../documents/options.ts';
import { metadataRemoval } from '../documents/removal/metadata-removal.ts';
import { writeFailure, writeSuccess } from '../ebrim/registry-response.ts';
import { readRemoveObjects } from '../ebrim/remove-objects.ts';
import { isRefusal } from '../errors.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';

/**
 * ITI-62 Remove Metadata (IHE RMD 3.62); its actions still have the name that it was given first. The rules are those of
 * `documents/removal/metadata-removal.ts`. The request names no patient: each whose objects go has a trace.
 */
export function removeMetadata(
  options: Pick<DocumentsOptions, 'store' | 'deleteLeftContent'>,
): SoapTransaction<readonly string[], null> {
  return {
    action: 'urn:ihe:iti:2010:DeleteDocumentSet',
    responseAction: 'urn:ihe:iti:2010:DeleteDocumentSetResponse',
    answers: 'simple',
    read: readRemoveObjects,
    transaction: {
      event: 'ITI-62',
      action: 'D',
      right: 'document.remove',
      record: () => ({ ofSubject: true }),
      run: async (ids, { scope }) => {
        const removal = await metadataRemoval(ids, scope, options);
        return isRefusal(removal) ? removal : { ...removal, answer: null };
      },
    },
    write: () => ({ body: writeSuccess() }),
    writeRefusal: (refusal) => ({ body: writeFailure(refusal) }),
  };
}
