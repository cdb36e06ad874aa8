import { deriveMetadata, type Visibility } from '../cda/derive-metadata.ts';
import { uniqueIdOf } from '../cda/document-id.ts';
import type { CdaHeader } from '../cda/header.ts';
import { readCdaHeader } from '../cda/read-header.ts';
import { writeSubmitObjects } from '../ebrim/write-submission.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { SandboxPki } from '../identity/sandbox/pki.ts';
import { signLot } from '../identity/sign-lot.ts';
import { type Code, code } from '../model/code.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import { attribute } from '../xml/tree.ts';
import { contentOf, contentOfFile } from './content.ts';
import type { RegistryError } from './dmp-answers.ts';
import type { DmpClient } from './dmp-client.ts';
import { lotAuthor } from './lot-author.ts';
import { lotObjects, signatureEntryOf, submissionSetOf } from './make-lot.ts';

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

const ACTIVITIES = '1.2.250.1.213.2.2';
const UNSPECIFIED = code('97', ACTIVITIES, "Type d'activité indifférencié");
const CONSULTATION = code('07', ACTIVITIES, 'Consultations soins externes');
/** PV1-2 to JDV_J59 (ANS, HL7 v2 mapping), from the class of the encounter in the header. */
const CONTENT_TYPES: Record<string, Code> = {
  IMP: code('03', ACTIVITIES, 'Hospitalisation complète (non compris hospitalisation de semaine)'),
  AMB: CONSULTATION,
  EMER: CONSULTATION,
};

function replacedByHeader(header: CdaHeader): string | undefined {
  const related = header.relatedDocuments.find(({ type }) => type === 'RPLC');
  const parent = related?.parents[0];
  return parent === undefined ? undefined : uniqueIdOf(parent);
}

/**
 * The entryUUID of the document to replace: a reference search, which whoever deposits may make (TD3.1b). A document that
 * only the header names may be unknown here, when it was shared elsewhere; one that was asked for must be found.
 */
async function findReplaced(
  options: DepositOptions,
  header: CdaHeader,
  patientId: string,
): Promise<string | undefined | Refusal> {
  const uniqueId = options.replaces ?? replacedByHeader(header);
  if (uniqueId === undefined) return undefined;
  const answer = await options.client.getDocuments(patientId, [uniqueId], 'ObjectRef');
  const found = answer.objects[0] === undefined ? undefined : attribute(answer.objects[0], 'id');
  if (found !== undefined || options.replaces === undefined) return found;
  const told = answer.errors.map((error) => `${error.code} ${error.context}`).join('; ');
  return refuse('UnresolvedReferenceException', `${uniqueId} not found: ${told}`, { about: uniqueId });
}

/**
 * Deposits a CDA document as TD2.1 wants it: metadata derived from its header, a lot authored and signed by the depositor,
 * one ITI-41 in MTOM.
 * @returns what the server answered; a Refusal when nothing was sent: the faults of the header (see `deriveMetadata`,
 * `readCdaHeader`), or UnresolvedReferenceException for a document to replace that cannot be found.
 */
export async function depositDocument(options: DepositOptions): Promise<DepositOutcome | Refusal> {
  const { client, pki, as, domain, at } = options;
  const { document } = options;
  const content = typeof document === 'string' ? await contentOfFile(document) : contentOf(document);
  const header = await readCdaHeader(content.open());
  if (isRefusal(header)) return header;
  const entry = deriveMetadata(header, {
    domain,
    content,
    on: at,
    ...(options.visibility === undefined ? {} : { visibility: options.visibility }),
    ...(options.anyTestKey === undefined ? {} : { anyTestKey: options.anyTestKey }),
  });
  if (isRefusal(entry)) return entry;
  const { patientId, uniqueId } = entry;
  const replaces = await findReplaced(options, header, patientId);
  if (isRefusal(replaces)) return replaces;

  const identity = pki.identity(as);
  const parts = {
    entry,
    author: lotAuthor(identity, header),
    structureId: identity.structure.id,
    contentType: options.contentType ?? CONTENT_TYPES[header.encounterClass ?? ''] ?? UNSPECIFIED,
    replaces,
    at,
  };
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
  const answer = await client.provide(patientId, writeSubmitObjects(lotObjects(parts, set, signatureEntry)), [
    { id: entry.id, mimeType: entry.mimeType, size: content.size, open: content.open },
    { id: signatureEntry.id, mimeType: 'text/xml', ...signatureContent },
  ]);
  return {
    uniqueId,
    patientId,
    submissionSetUniqueId: set.uniqueId,
    status: answer.status,
    errors: answer.errors,
  };
}
