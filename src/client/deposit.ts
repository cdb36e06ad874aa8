import { deriveMetadata } from '../cda/derive-metadata.ts';
import { readCdaHeader } from '../cda/read-header.ts';
import { ACTIVITIES, UNSPECIFIED_ACTIVITY } from '../documents/lot-defaults.ts';
import { writeSubmitObjects } from '../ebrim/write-submission.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { SandboxPki } from '../identity/sandbox/pki.ts';
import { signLot } from '../identity/sign-lot.ts';
import { type Code, code } from '../model/code.ts';
import type { Visibility } from '../model/visibility.ts';
import type { ReceivedContent } from '../store/blobs.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import { XmlError } from '../xml/parse.ts';
import { contentOf, contentOfFile } from './content.ts';
import type { RegistryError } from './dmp-answers.ts';
import type { DmpClient } from './dmp-client.ts';
import { lotAuthor } from './lot-author.ts';
import { type LotParts, lotObjects, signatureEntryOf, submissionSetOf } from './make-lot.ts';
import { ownEntryUuid, replacedEntries } from './replaced-entry.ts';

export interface DepositOptions {
  /** Acts as the depositor. */
  readonly client: DmpClient;
  readonly pki: SandboxPki;
  /** Slug or id of the sandbox identity that deposits. */
  readonly as: string;
  readonly domain: AffinityDomain;
  /** A path, or the document itself. */
  readonly document: string | Buffer;
  /** uniqueId of the document that this one replaces; the one that the CDA header names unless said. */
  readonly replaces?: string | undefined;
  readonly visibility?: readonly Visibility[] | undefined;
  /** JDV_J59; by the class of the encounter unless said. */
  readonly contentType?: Code | undefined;
  /** Lets a test INS with a wrong key through. */
  readonly anyTestKey?: boolean | undefined;
  readonly at: Date;
}

export interface DepositOutcome {
  readonly uniqueId: string;
  readonly patientId: string;
  readonly submissionSetUniqueId: string;
  /** `Success`, `Failure`, `PartialSuccess` or `Fault`. */
  readonly status: string;
  readonly errors: readonly RegistryError[];
}

const CONSULTATION = code('07', ACTIVITIES, 'Consultations soins externes');
/** PV1-2 to JDV_J59 (ANS, HL7 v2 mapping), from the class of the encounter in the header. */
const CONTENT_TYPES: Record<string, Code> = {
  IMP: code('03', ACTIVITIES, 'Hospitalisation complète (non compris hospitalisation de semaine)'),
  AMB: CONSULTATION,
  EMER: CONSULTATION,
};

interface Prepared {
  readonly options: DepositOptions;
  readonly content: ReceivedContent;
  readonly parts: Omit<LotParts, 'replaces'>;
}

/** Signs a lot and sends it. */
async function send(
  { options, content, parts }: Prepared,
  replaces: string | undefined,
): Promise<DepositOutcome> {
  const { client, pki, as, at } = options;
  const { entry } = parts;
  const { uniqueId, patientId } = entry;
  const set = submissionSetOf(parts);
  const signature = await signLot({
    key: pki.signingKey(as),
    chain: pki.credentials(as, 'sign').certificate,
    submissionSetUniqueId: set.uniqueId,
    documents: [{ uniqueId, xml: true, open: content.open }],
    at,
  });
  const signatureContent = contentOf(Buffer.from(signature, 'utf8'));
  const signatureEntry = signatureEntryOf(parts, signatureContent);
  const objects = lotObjects({ ...parts, replaces }, set, signatureEntry);
  const { status, errors } = await client.provide(patientId, writeSubmitObjects(objects), [
    { id: entry.id, mimeType: entry.mimeType, size: content.size, open: content.open },
    { id: signatureEntry.id, mimeType: 'text/xml', ...signatureContent },
  ]);
  return { uniqueId, patientId, submissionSetUniqueId: set.uniqueId, status, errors };
}

function targetUnknown({ errors }: DepositOutcome): boolean {
  return errors.some((error) => error.code === 'UnresolvedReferenceException');
}

/**
 * Deposits a CDA document as TD2.1 wants it: metadata derived from its header, a lot authored and signed by the depositor,
 * one ITI-41 in MTOM. A document to replace that no reference search finds is tried under the entryUUID that this client
 * gives.
 * @returns what the server answered; a Refusal when nothing was sent: the faults of the document (see `readCdaHeader`,
 * `deriveMetadata`; InvalidDocumentContent for a body that is not well formed).
 */
export async function depositDocument(options: DepositOptions): Promise<DepositOutcome | Refusal> {
  const { client, pki, as, domain, document, visibility, anyTestKey, at } = options;
  const content = typeof document === 'string' ? await contentOfFile(document) : contentOf(document);
  const header = await readCdaHeader(content.open());
  if (isRefusal(header)) return header;
  const derived = deriveMetadata(header, {
    domain,
    content,
    on: at,
    ...(visibility === undefined ? {} : { visibility }),
    ...(anyTestKey === undefined ? {} : { anyTestKey }),
  });
  if (isRefusal(derived)) return derived;
  const identity = pki.identity(as);
  const entry = { ...derived, id: ownEntryUuid(derived.uniqueId) };
  const parts = {
    entry,
    author: lotAuthor(identity, header),
    structureId: identity.structure.id,
    contentType: options.contentType ?? CONTENT_TYPES[header.encounterClass ?? ''] ?? UNSPECIFIED_ACTIVITY,
    at,
  };
  try {
    let outcome: DepositOutcome | undefined;
    for (const replaces of await replacedEntries(client, entry.patientId, header, options.replaces)) {
      outcome = await send({ options, content, parts }, replaces);
      if (!targetUnknown(outcome)) break;
    }
    if (outcome === undefined) throw new Error('nothing was tried');
    return outcome;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return refuse('InvalidDocumentContent', `CDA: ${error.kind}: ${error.message}`, { about: 'XML' });
  }
}
