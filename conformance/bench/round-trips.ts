import { createHash, randomBytes } from 'node:crypto';
import { provideRequest, retrieveRequest } from '../../src/client/dmp-requests.ts';
import { freshOid, submissionSetOf } from '../../src/client/make-lot.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { code } from '../../src/model/code.ts';
import { NO_EXTRAS } from '../../src/model/document-entry.ts';
import { HAS_MEMBER } from '../../src/model/submission.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { cdaBody, cdaDocument } from './cda-document.ts';
import type { RoundTrip } from './memory.ts';
import type { BenchPatient, Population } from './population.ts';
import { AUTHOR_PERSON, SAMPLE_AUTHOR, sampleSubmission } from './sample-entry.ts';
import { assertionFor, DEPOSITOR, READER, TOKEN_CLIENT, tlsOf } from './scenarios/identities.ts';
import { PROVIDE, signedLot } from './signed-lot.ts';
import { attachment, mtomShot } from './soap-message.ts';

const RETRIEVE = 'urn:ihe:iti:2007:RetrieveDocumentSet';
const BLOCK_BYTES = 64 * 1024;

/** A signed CDA of about so many bytes, deposited by its author and read by the doctor of the bench, in the domain of the DMP. */
export async function cdaRoundTrip(
  pki: SandboxPki,
  population: Population,
  repositoryUniqueId: string,
  bytes: number,
): Promise<RoundTrip> {
  const patient = population.receiving[0] as BenchPatient;
  const document = cdaDocument(patient, 0, freshOid(), cdaBody(bytes));
  const { uniqueId, size, sha1 } = document;
  return {
    depositTls: tlsOf(pki, DEPOSITOR),
    deposit: await signedLot(pki, patient, 0, document, assertionFor(pki, patient, DEPOSITOR)),
    retrieveTls: tlsOf(pki, READER),
    retrieve: mtomShot(
      {
        action: RETRIEVE,
        path: PROVIDE.path,
        body: retrieveRequest([{ repositoryUniqueId, uniqueId }]),
        assertion: assertionFor(pki, patient),
      },
      [],
    ),
    size,
    sha1,
  };
}

const AFFINITY = 'Connect-a-thon';

/** Bytes without a meaning, deposited and read by a machine, in the domain that leaves assertions optional. */
export async function opaqueRoundTrip(
  pki: SandboxPki,
  patient: BenchPatient,
  bytes: number,
): Promise<RoundTrip> {
  const block = randomBytes(BLOCK_BYTES);
  const content = Array.from({ length: Math.ceil(bytes / BLOCK_BYTES) }, () => block);
  const hash = createHash('sha1');
  for (const part of content) hash.update(part);
  const sha1 = hash.digest('hex');
  const size = content.length * BLOCK_BYTES;
  const uniqueId = freshOid();
  const entry = {
    ...sampleSubmission(patient, 0, { uniqueId, sha1, size }),
    mimeType: 'application/pdf',
    classCode: code('History and Physical', `${AFFINITY} classCodes`, 'History and Physical'),
    typeCode: code('34108-1', 'LOINC', 'Outpatient Evaluation And Management'),
    formatCode: code('CDAR2/IHE 1.0', `${AFFINITY} formatCodes`, 'CDAR2/IHE 1.0'),
    healthcareFacilityTypeCode: code('Outpatient', `${AFFINITY} healthcareFacilityTypeCodes`, 'Outpatient'),
    practiceSettingCode: code('General Medicine', `${AFFINITY} practiceSettingCodes`, 'General Medicine'),
    confidentialityCodes: [code('N', '2.16.840.1.113883.5.25', 'normal')],
  };
  const set = submissionSetOf({
    entry,
    author: { author: SAMPLE_AUTHOR, legalAuthenticator: AUTHOR_PERSON },
    structureId: pki.identity(TOKEN_CLIENT).structure.id,
    contentType: code('History and Physical', `${AFFINITY} contentTypeCodes`, 'History and Physical'),
    at: new Date(),
  });
  const member = {
    id: 'Member01',
    type: HAS_MEMBER,
    source: set.id,
    target: entry.id,
    slots: [{ name: 'SubmissionSetStatus', values: ['Original'] }],
    extras: NO_EXTRAS,
  };
  const document = { ...attachment('document@bench', entry.mimeType, content), id: entry.id };
  const objects = { submissionSets: [set], entries: [entry], associations: [member] };
  const path = '/xds/repository';
  const { repositoryUniqueId } = loadAffinityDomain('ihe').rules;
  const tls = tlsOf(pki, TOKEN_CLIENT);
  return {
    depositTls: tls,
    deposit: mtomShot(
      { action: PROVIDE.action, path, body: provideRequest(writeSubmitObjects(objects), [document]) },
      [document],
    ),
    retrieveTls: tls,
    retrieve: mtomShot(
      { action: RETRIEVE, path, body: retrieveRequest([{ repositoryUniqueId, uniqueId }]) },
      [],
    ),
    size,
    sha1,
  };
}
