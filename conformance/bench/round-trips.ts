import { createHash, randomBytes } from 'node:crypto';
import { provideRequest, retrieveRequest } from '../../src/client/dmp-requests.ts';
import { freshOid } from '../../src/documents/lot-defaults.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { cdaBody, cdaDocument } from './cda-document.ts';
import { iheEntry, iheSubmission } from './ihe-entry.ts';
import type { RoundTrip } from './memory.ts';
import type { BenchPatient, Population } from './population.ts';
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

/** Bytes without a meaning, deposited and read by a machine, in the domain that leaves assertions optional. */
export async function opaqueRoundTrip(pki: SandboxPki, bytes: number): Promise<RoundTrip> {
  const block = randomBytes(BLOCK_BYTES);
  const content = Array.from({ length: Math.ceil(bytes / BLOCK_BYTES) }, () => block);
  const hash = createHash('sha1');
  for (const part of content) hash.update(part);
  const sha1 = hash.digest('hex');
  const size = content.length * BLOCK_BYTES;
  const uniqueId = freshOid();
  const entry = iheEntry(0, { uniqueId, sha1, size });
  const document = { ...attachment('document@bench', entry.mimeType, content), id: entry.id };
  const objects = iheSubmission(pki, [entry]);
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
