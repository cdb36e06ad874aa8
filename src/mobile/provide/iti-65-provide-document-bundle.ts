import { deposit } from '../../documents/deposit.ts';
import type { DocumentsOptions, SubmittedDocument } from '../../documents/options.ts';
import { isRefusal, refuse } from '../../errors.ts';
import type { FhirInteraction } from '../../fhir/interaction.ts';
import { resourceOf } from '../../fhir/resource-body.ts';
import type { SubmittedObjects } from '../../model/submission.ts';
import type { RegisterCommand, WriteCommand } from '../../store/store.ts';
import type { AffinityDomain } from '../../terminology/affinity-domain.ts';
import type { Access } from '../../transaction.ts';
import { entryLogicalId } from '../document-reference.ts';
import { patientSubmission } from './patient-submission.ts';
import { type ProvideBundle, readProvideBundle } from './provide-bundle.ts';

/** A bundle with its documents in base64, in bytes. */
const BODY_LIMIT = 32 * 1024 * 1024;

/** Where each resource of the bundle is from now on, in the order of the bundle; empty for a lot that was not kept. */
type Locations = readonly string[];

/**
 * ITI-65 Provide Document Bundle (MHD 4.2.3) by the patient: own documents, of the types that are for patients. The rules are
 * those of `documents/deposit.ts`, as for ITI-41; but a patient signs no lot, and may send what is no CDA: PDF, text and
 * images, in the formats of ASS_A12.
 * @returns refusals: ResourceInvalid, ResourceIncomplete, those of a deposit, AccessDenied for anybody else.
 */
export function provideDocumentBundle(options: DocumentsOptions): FhirInteraction<ProvideBundle, Locations> {
  const ofPatients = { ...options, domain: patientDomain(options.domain) };
  return {
    resourceType: 'Bundle',
    interaction: 'transaction',
    bodyLimit: BODY_LIMIT,
    read: (request) => readProvideBundle(resourceOf(request)),
    transaction: {
      event: 'ITI-65',
      action: 'C',
      right: 'document.deposit',
      record: () => ({ ofSubject: true }),
      run: async (bundle, access) => {
        const { call, record, scope } = access;
        if (record === undefined || call.subject.kind !== 'patient') {
          return refuse('AccessDenied', 'deposit over FHIR by nobody but the patient');
        }
        const { subject, at } = call;
        const objects = patientSubmission(bundle, { subject, record, domain: ofPatients.domain, at });
        if (isRefusal(objects)) return objects;
        const documents = await receive(bundle, objects, options);
        try {
          const deposited = await deposit({ objects, documents }, { subject, at, record, scope }, ofPatients);
          if (isRefusal(deposited)) return deposited;
          const registered = registeredIn(deposited.writes);
          const answer = registered ?? (await registeredBefore(objects, access, options));
          return { ...deposited, answer: locations(bundle, answer) };
        } finally {
          await Promise.all(documents.map(({ content }) => content.discard()));
        }
      },
    },
    write: (answer) => ({
      kind: 'json',
      text: JSON.stringify({
        resourceType: 'Bundle',
        type: 'transaction-response',
        entry: answer.map((location) => ({
          response: location === '' ? { status: '200 OK' } : { status: '201 Created', location },
        })),
      }),
    }),
  };
}

/** The domain as it is for documents of patients. */
function patientDomain(domain: AffinityDomain): AffinityDomain {
  return {
    ...domain,
    rules: { ...domain.rules, lotSignature: 'none' },
    check: (attribute, code, on) =>
      attribute === 'mimeType' && domain.formatOfMediaType(code.code) !== undefined
        ? 'valid'
        : domain.check(attribute, code, on),
  };
}

async function receive(
  { documents }: ProvideBundle,
  { entries }: SubmittedObjects,
  { blobs }: DocumentsOptions,
): Promise<readonly SubmittedDocument[]> {
  const received: SubmittedDocument[] = [];
  for (const [index, { content }] of documents.entries()) {
    received.push({ id: entries[index]!.id, content: await blobs.receive(chunks(content)) });
  }
  return received;
}

async function* chunks(content: Buffer): AsyncIterable<Uint8Array> {
  yield content;
}

interface Registered {
  readonly set: string;
  /** entryUUIDs, in the order of the documents. */
  readonly entries: readonly string[];
}

function registeredIn(writes: readonly WriteCommand[]): Registered | undefined {
  const register = writes.find((write): write is RegisterCommand => write.kind === 'register');
  return register === undefined
    ? undefined
    : { set: register.submissionSet.id, entries: register.entries.map(({ entry }) => entry.entryUuid) };
}

/** The same documents sent again are answered by where they have been since. */
async function registeredBefore(
  { submissionSets, entries }: SubmittedObjects,
  { scope }: Access,
  { store }: DocumentsOptions,
): Promise<Registered> {
  const found = await store.documents.find(
    scope,
    { uniqueIds: entries.map(({ uniqueId }) => uniqueId) },
    'ids',
  );
  const uuids = new Map(found.map(({ uniqueId, entryUuid }) => [uniqueId, entryUuid]));
  const [set] = await store.submissionSets.find(scope, {
    uniqueIds: submissionSets.map(({ uniqueId }) => uniqueId),
  });
  return {
    set: set?.id ?? '',
    entries: entries.map(({ uniqueId }) => uuids.get(uniqueId) ?? ''),
  };
}

function locations({ documents, order }: ProvideBundle, { set, entries }: Registered): Locations {
  const of = (matches: (document: ProvideBundle['documents'][number]) => boolean) =>
    entryLogicalId(entries[documents.findIndex(matches)] ?? '');
  return order.map(({ fullUrl, type }) => {
    if (type === 'List') return set === '' ? '' : `List/${entryLogicalId(set)}`;
    return type === 'Binary'
      ? `Binary/${of(({ resource }) => resource.content[0]?.attachment.url === fullUrl)}`
      : `DocumentReference/${of((document) => document.fullUrl === fullUrl)}`;
  });
}
