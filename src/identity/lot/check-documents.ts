import { createHash } from 'node:crypto';
import type { Fault } from '../../errors.ts';
import { canonicalDigest } from '../../xml/canonical-digest.ts';
import { INCLUSIVE_C14N, INCLUSIVE_C14N_WITH_COMMENTS } from '../../xml/inclusive-canonical.ts';
import { XmlError } from '../../xml/parse.ts';
import { digestHash } from '../signature-algorithms.ts';
import type { LotReference } from './lot-shape.ts';

/** A document of a lot, opened as often as asked. */
export interface LotDocument {
  /** The uniqueId of its entry: an OID, or `root^extension`. */
  readonly uniqueId: string;
  /** An XML document is read to its end, also where it was digested as it is: it must be well formed and within the limits. */
  readonly xml?: boolean;
  open(): AsyncIterable<Uint8Array>;
}

function fault(detail: string, about: string): Fault {
  return { code: 'InvalidDocumentContent', detail, about };
}

/** The uniqueId that a reference of the Manifest names, without the scheme that clients put before it. */
function uniqueIdOf(uri: string): string {
  return decodeSafely(uri.replace(/^urn:oid:/i, ''));
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function digestOf(document: LotDocument, hash: string, comments: boolean | undefined): Promise<Buffer> {
  if (comments !== undefined) return canonicalDigest(document.open(), { hash, comments });
  if (document.xml === true) await canonicalDigest(document.open(), { hash, comments: false });
  const whole = createHash(hash);
  for await (const bytes of document.open()) whole.update(bytes);
  return whole.digest();
}

async function checkDocument(
  document: LotDocument,
  reference: LotReference,
  sha1: boolean,
): Promise<Fault | undefined> {
  const { uniqueId } = document;
  const hash = digestHash(reference.digestMethod, sha1);
  if (hash === undefined) return fault(`digest ${reference.digestMethod}`, `DigestMethod ${uniqueId}`);
  const [transform, ...more] = reference.transforms;
  const known =
    transform === undefined || transform === INCLUSIVE_C14N || transform === INCLUSIVE_C14N_WITH_COMMENTS;
  if (!known || more.length > 0) return fault(`transform ${transform}`, `Transform ${uniqueId}`);
  const comments = transform === undefined ? undefined : transform === INCLUSIVE_C14N_WITH_COMMENTS;
  try {
    const digest = await digestOf(document, hash, comments);
    return reference.digestValue !== undefined && digest.equals(reference.digestValue)
      ? undefined
      : fault(`digest of ${uniqueId} is ${digest.toString('base64')}`, `DigestValue ${uniqueId}`);
  } catch (error) {
    const part = comments === undefined ? 'XML' : 'Transform';
    if (error instanceof XmlError) return fault(error.message, `${part} ${uniqueId}`);
    throw error;
  }
}

/**
 * Compares the Manifest of a lot with what was submitted: the SubmissionSet and each document once, nothing else, every
 * digest right. The digest of the SubmissionSet is a placeholder and is not looked at (facts: DMP 2.6).
 * @returns every fault found.
 */
export async function checkDocuments(
  manifest: readonly LotReference[],
  submissionSetUniqueId: string,
  documents: readonly LotDocument[],
  sha1: boolean,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const references = new Map<string, LotReference>();
  for (const reference of manifest) {
    const uniqueId = uniqueIdOf(reference.uri);
    if (references.has(uniqueId)) faults.push(fault('referenced twice', `Reference ${reference.uri}`));
    references.set(uniqueId, reference);
  }
  if (!references.delete(submissionSetUniqueId)) {
    faults.push(fault('no reference to the SubmissionSet', `SubmissionSet ${submissionSetUniqueId}`));
  }
  for (const document of documents) {
    const reference = references.get(document.uniqueId);
    references.delete(document.uniqueId);
    const found =
      reference === undefined
        ? fault('not in the Manifest', `Manifest ${document.uniqueId}`)
        : await checkDocument(document, reference, sha1);
    if (found !== undefined) faults.push(found);
  }
  for (const reference of references.values()) {
    faults.push(fault('reference to nothing that was submitted', `Reference ${reference.uri}`));
  }
  return faults;
}
