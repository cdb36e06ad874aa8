import type { DocumentsOptions } from '../documents/options.ts';
import { documentRemoval } from '../documents/removal/document-removal.ts';
import type { DocumentRequest } from '../documents/retrieval.ts';
import { RMD } from '../ebrim/namespaces.ts';
import { writeFailure, writePartial } from '../ebrim/registry-response.ts';
import { readDocumentRequests } from '../ebrim/retrieve.ts';
import { type Fault, isRefusal, refuse } from '../errors.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';

interface Answer {
  /** How many documents were removed. */
  readonly removed: number;
  readonly faults: readonly Fault[];
}

/**
 * ITI-86 Remove Documents (IHE RMD 3.86). The rules are those of `documents/removal/document-removal.ts`. As many documents
 * may be named as in ITI-43, though the published schema has room for one.
 */
export function removeDocuments(
  options: Pick<DocumentsOptions, 'domain' | 'store' | 'deleteLeftContent'>,
): SoapTransaction<readonly DocumentRequest[], Answer> {
  return {
    action: 'urn:ihe:iti:2017:RemoveDocuments',
    responseAction: 'urn:ihe:iti:2017:RemoveDocumentsResponse',
    answers: 'simple',
    read: (body) =>
      body.local === 'RemoveDocumentsRequest' && body.namespace === RMD
        ? readDocumentRequests(body)
        : refuse('MalformedRequest', `body ${body.name}`, { about: 'RemoveDocumentsRequest' }),
    transaction: {
      event: 'ITI-86',
      action: 'D',
      right: 'document.remove',
      record: () => ({ ofSubject: true }),
      run: async (requests, { scope }) => {
        const removal = await documentRemoval(requests, scope, options);
        if (isRefusal(removal)) return removal;
        const { faults, ...done } = removal;
        return { ...done, answer: { removed: done.documents.length, faults } };
      },
    },
    write: ({ removed, faults }) => ({ body: writePartial(removed, faults) }),
    writeRefusal: (refusal) => ({ body: writeFailure(refusal) }),
  };
}
