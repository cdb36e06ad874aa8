import { Readable } from 'node:stream';
import { contentOf } from '../../src/client/content.ts';
import { provideRequest } from '../../src/client/dmp-requests.ts';
import { lotObjects, signatureEntryOf, submissionSetOf } from '../../src/client/make-lot.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { signLot } from '../../src/identity/sign-lot.ts';
import { code } from '../../src/model/code.ts';
import type { BenchDocument } from './cda-document.ts';
import type { Shot } from './load-generator.ts';
import type { BenchPatient } from './population.ts';
import { AUTHOR_PERSON, SAMPLE_AUTHOR, sampleSubmission } from './sample-entry.ts';
import { DEPOSITOR } from './scenarios/identities.ts';
import { attachment, mtomShot } from './soap-message.ts';

export const PROVIDE = {
  action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
  path: '/si-dmp-server/v2/services/repository',
};

const CONSULTATION = code('07', '1.2.250.1.213.2.2', 'Consultations soins externes');

/** One deposit as the DMP wants it: the document, its metadata, and the lot signed by the depositor's card. */
export async function signedLot(
  pki: SandboxPki,
  patient: BenchPatient,
  number: number,
  document: BenchDocument,
  assertion: string,
): Promise<Shot> {
  const at = new Date();
  const content = [document.head, document.body];
  const entry = sampleSubmission(patient, number, document);
  const parts = {
    entry,
    author: { author: SAMPLE_AUTHOR, legalAuthenticator: AUTHOR_PERSON },
    structureId: pki.identity(DEPOSITOR).structure.id,
    contentType: CONSULTATION,
    at,
  };
  const set = submissionSetOf(parts);
  const signature = Buffer.from(
    await signLot({
      key: pki.signingKey(DEPOSITOR),
      chain: pki.credentials(DEPOSITOR, 'sign').certificate,
      submissionSetUniqueId: set.uniqueId,
      documents: [
        { uniqueId: entry.uniqueId, xml: true, open: () => Readable.from(content, { objectMode: false }) },
      ],
      at,
    }),
  );
  const signatureEntry = signatureEntryOf(parts, contentOf(signature));
  const attachments = [
    { ...attachment('document@bench', 'text/xml', content), id: entry.id },
    { ...attachment('signature@bench', 'text/xml', [signature]), id: signatureEntry.id },
  ];
  const body = provideRequest(writeSubmitObjects(lotObjects(parts, set, signatureEntry)), attachments);
  return mtomShot({ ...PROVIDE, body, assertion }, attachments);
}
