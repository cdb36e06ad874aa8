import { randomUUID } from 'node:crypto';
import { byPatient } from '../documents/by-patient.ts';
import type { DocumentsOptions } from '../documents/options.ts';
import { type DocumentRequest, type Retrieved, retrieveDocuments } from '../documents/retrieval.ts';
import { readDocumentRequests, writeRetrieveFailure, writeRetrieveResponse } from '../ebrim/retrieve.ts';
import { refuse } from '../errors.ts';
import type { SoapAnswer, SoapTransaction } from '../soap/soap-transaction.ts';

/**
 * ITI-43 Retrieve Document Set (ITI TF-2 3.43), TD3.2 of the DMP. The request names no patient: where the assertion does not
 * either, each whose documents are handed out has a trace.
 */
export function retrieveDocumentSet(
  options: Pick<DocumentsOptions, 'domain' | 'store' | 'blobs'>,
): SoapTransaction<readonly DocumentRequest[], Retrieved> {
  return {
    action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
    responseAction: 'urn:ihe:iti:2007:RetrieveDocumentSetResponse',
    answers: 'multipart',
    read: (body) =>
      body.local === 'RetrieveDocumentSetRequest'
        ? readDocumentRequests(body)
        : refuse('MalformedRequest', `body ${body.name}`),
    transaction: {
      event: 'ITI-43',
      action: 'R',
      right: 'document.read',
      record: () => ({ ofSubject: true }),
      run: async (requests, { record, scope }) => {
        const answer = await retrieveDocuments(requests, scope, options);
        return {
          answer,
          documents: answer.documents.map(({ uniqueId }) => uniqueId),
          ...(record === undefined ? { byPatient: byPatient(answer.documents) } : {}),
          inPart: answer.faults.length > 0,
          ...(answer.refusedQuietly ? { refusedQuietly: true } : {}),
        };
      },
    },
    write: writeAnswer,
    writeRefusal: (refusal) => ({ body: writeRetrieveFailure(refusal) }),
  };
}

function writeAnswer({ documents, faults }: Retrieved): SoapAnswer {
  const parts = documents.map((document) => ({ document, contentId: `${randomUUID()}@carnet` }));
  return {
    body: writeRetrieveResponse(
      parts.map(({ document, contentId }) => ({ ...document, contentId })),
      faults,
    ),
    attachments: parts.map(({ document: { mimeType, size, open, bytes }, contentId }) => ({
      contentId,
      mimeType,
      size,
      open,
      bytes,
    })),
  };
}
