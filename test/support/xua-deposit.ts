import { contentOf } from '../../src/client/content.ts';
import { provideRequest } from '../../src/client/dmp-requests.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { iheSubmission } from './ihe-submission.ts';
import { soapRequest } from './soap-message.ts';
import type { WireRequest } from './wire.ts';

let number = 0;

/**
 * ITI-41 in the domain `ihe`: the deposit of a new document, with an assertion or none.
 * @param patient the id of an IHE Red patient.
 */
export function xuaDeposit(
  assertion: string | undefined,
  patient: string,
): WireRequest & { readonly body: Buffer } {
  number++;
  const { objects, documents } = iheSubmission(`1.2.3.${number}`, { [`1.2.4.${number}`]: 'text' }, patient);
  const [{ id, bytes } = { id: '', bytes: Buffer.alloc(0) }] = documents;
  const contentId = 'document@test';
  const attachment = { id, contentId, mimeType: 'text/plain', ...contentOf(bytes) };
  const message = soapRequest({
    service: 'repository',
    action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
    body: provideRequest(writeSubmitObjects(objects), [attachment]).text,
    assertion,
    parts: [{ contentId, mimeType: 'text/plain', bytes }],
  });
  return { ...message, path: '/xds/repository' };
}
