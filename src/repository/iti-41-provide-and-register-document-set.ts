import { deposit, type Submission } from '../documents/deposit.ts';
import type { DocumentsOptions, SubmittedDocument } from '../documents/options.ts';
import { submissionTold } from '../documents/submission.ts';
import { patientIdFaults } from '../documents/validation/patient-id.ts';
import { LCM, XDSB } from '../ebrim/namespaces.ts';
import { readSubmitObjects } from '../ebrim/read-submit-objects.ts';
import { writeFailure, writeSuccess } from '../ebrim/registry-response.ts';
import { type Fault, isRefusal, type Refusal, refuse, refuseAll } from '../errors.ts';
import type { Attachments, SoapTransaction } from '../soap/soap-transaction.ts';
import { attribute, element, elements, type XmlElement } from '../xml/tree.ts';

/**
 * ITI-41 Provide and Register Document Set-b (ITI TF-2 3.41), TD2.1 of the DMP. The rules are those of
 * `documents/deposit.ts`; here stand the wire form and the order: metadata, then the parts that it speaks of.
 */
export function provideAndRegisterDocumentSet(options: DocumentsOptions): SoapTransaction<Submission, null> {
  return {
    action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
    responseAction: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse',
    answers: 'as-request',
    read: (body, attachments) => readSubmission(body, attachments, options),
    transaction: {
      event: 'ITI-41',
      action: 'C',
      right: 'document.deposit',
      record: ({ objects }) => {
        const [set] = objects.submissionSets;
        if (set === undefined) {
          return refuse('XDSRegistryMetadataError', 'no SubmissionSet', { about: 'SubmissionSet' });
        }
        const { rules } = options.domain;
        const faults = patientIdFaults(set.id, set.patientId, { ...options.config, rules });
        return refuseAll(faults) ?? { patientId: set.patientId };
      },
      about: ({ objects }) => submissionTold(objects),
      run: async (submission, { call, record }) => {
        const deposited = await deposit(submission, { subject: call.subject, at: call.at, record }, options);
        return isRefusal(deposited) ? deposited : { ...deposited, answer: null };
      },
    },
    write: () => ({ body: writeSuccess() }),
    writeRefusal: (refusal) => ({ body: writeFailure(refusal) }),
    release: ({ documents }) => discard(documents),
  };
}

async function readSubmission(
  body: XmlElement,
  attachments: Attachments,
  { domain }: DocumentsOptions,
): Promise<Submission | Refusal> {
  const request = element(body, 'SubmitObjectsRequest', LCM);
  if (body.local !== 'ProvideAndRegisterDocumentSetRequest' || request === undefined) {
    return refuse('MalformedRequest', `body ${body.name}`, { about: 'SubmitObjectsRequest' });
  }
  const inline = !attachments.multipart && element(body, 'Document', XDSB) !== undefined;
  if (inline && !domain.rules.tolerates.includes('documents-without-mtom')) {
    return refuse('MtomRequired', 'documents in a message without parts');
  }
  const objects = readSubmitObjects(request, domain.rules.tolerates);
  if (isRefusal(objects)) return objects;
  const documents: SubmittedDocument[] = [];
  const taken = await takeDocuments(body, attachments, documents);
  if (!isRefusal(taken)) return { objects, documents };
  await discard(documents);
  return taken;
}

/** Takes the content of every Document in; a part that no Document refers to has no metadata. */
async function takeDocuments(
  body: XmlElement,
  attachments: Attachments,
  documents: SubmittedDocument[],
): Promise<Refusal | null> {
  for (const holder of elements(body, 'Document', XDSB)) {
    const content = await attachments.take(holder);
    if (isRefusal(content)) return content;
    documents.push({ id: attribute(holder, 'id') ?? '', content });
  }
  const unreferenced = attachments.untaken().map(
    (contentId): Fault => ({
      code: 'XDSMissingDocumentMetadata',
      detail: `part ${contentId} is not referred to`,
      about: contentId.slice(0, 120),
    }),
  );
  return refuseAll(unreferenced) ?? null;
}

async function discard(documents: readonly SubmittedDocument[]): Promise<void> {
  await Promise.all(documents.map(({ content }) => content.discard()));
}
