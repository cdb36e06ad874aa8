import { z } from 'zod';
import { type Fault, isRefusal, type Refusal, refuse, refuseAll } from '../../errors.ts';
import type { JsonObject } from '../../fhir/json.ts';
import { readShape, resourceHead, uriShape } from '../../fhir/shape.ts';
import { documentReferenceShape, type SentDocumentReference } from './document-reference-body.ts';
import { type SentSubmissionSet, submissionSetShape } from './submission-set-body.ts';

const MOST_ENTRIES = 100;
const PROFILES = ['Minimal', 'UnContained.Comprehensive', 'Comprehensive'].map(
  (kind) => `https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.${kind}.ProvideBundle`,
);

const bundleShape = z.strictObject({
  resourceType: z.literal('Bundle'),
  ...resourceHead,
  // MHD leaves `meta` open and demands a profile in it; the tests of NIST demand both.
  meta: z.looseObject({
    profile: z
      .array(uriShape)
      .min(1)
      .max(10)
      .refine((profiles) => profiles.some((one) => PROFILES.includes(one))),
  }),
  identifier: z.looseObject({}).optional(),
  type: z.literal('transaction'),
  timestamp: z.string().max(40).optional(),
  entry: z
    .array(
      z.strictObject({
        fullUrl: uriShape,
        resource: z.looseObject({ resourceType: z.enum(['List', 'DocumentReference', 'Binary']) }),
        request: z.strictObject({ method: z.literal('POST'), url: uriShape }),
      }),
    )
    .min(1)
    .max(MOST_ENTRIES),
});

const binaryShape = z.strictObject({
  resourceType: z.literal('Binary'),
  ...resourceHead,
  contentType: z.string().max(120),
  data: z.string(),
});

/** A resource of the bundle, and by what the others speak of it. */
interface Sent<T> {
  readonly fullUrl: string;
  readonly resource: T;
}

export interface SentDocument extends Sent<SentDocumentReference> {
  readonly content: Buffer;
}

/** What a Provide Document Bundle holds, its references resolved. */
export interface ProvideBundle {
  readonly set: Sent<SentSubmissionSet>;
  readonly documents: readonly SentDocument[];
  /** What stands at each place of the bundle, for the answer in the same order. */
  readonly order: readonly {
    readonly fullUrl: string;
    readonly type: 'List' | 'DocumentReference' | 'Binary';
  }[];
}

/**
 * Reads the Bundle of ITI-65 (MHD 4.2.3, 2:3.65.4.1.2): one SubmissionSet, DocumentReferences, and the Binary of each, all by
 * POST. Folders, patches and FHIR documents are not served.
 * @returns ResourceInvalid and ResourceIncomplete about the place in the bundle; XDSMissingDocument for a DocumentReference
 * without its Binary and XDSMissingDocumentMetadata for a Binary that none speaks of.
 */
export function readProvideBundle(body: JsonObject): ProvideBundle | Refusal {
  const bundle = readShape(bundleShape, body, 'Bundle');
  if (isRefusal(bundle)) return bundle;
  const sets: Sent<SentSubmissionSet>[] = [];
  const references: Sent<SentDocumentReference>[] = [];
  const binaries = new Map<string, { readonly contentType: string; readonly content: Buffer }>();
  const faults: Fault[] = [];
  const urls = new Set<string>();
  for (const [index, { fullUrl, resource, request }] of bundle.entry.entries()) {
    const place = `Bundle.entry[${index}].resource`;
    if (urls.has(fullUrl)) faults.push(invalid(`Bundle.entry[${index}].fullUrl`, 'twice'));
    urls.add(fullUrl);
    if (request.url !== resource.resourceType)
      faults.push(invalid(`Bundle.entry[${index}].request.url`, 'other'));
    const sent = resource as JsonObject;
    if (resource.resourceType === 'List') {
      const read = readShape(submissionSetShape, sent, place);
      if (isRefusal(read)) faults.push(...read.refused);
      else sets.push({ fullUrl, resource: read });
    } else if (resource.resourceType === 'DocumentReference') {
      const read = readShape(documentReferenceShape, sent, place);
      if (isRefusal(read)) faults.push(...read.refused);
      else references.push({ fullUrl, resource: read });
    } else {
      const read = readShape(binaryShape, sent, place);
      const content = isRefusal(read) ? undefined : decode(read.data);
      if (isRefusal(read)) faults.push(...read.refused);
      else if (content === undefined) faults.push(invalid(`${place}.data`, 'no base64'));
      else binaries.set(fullUrl, { contentType: read.contentType, content });
    }
  }
  const unread = refuseAll(faults);
  if (unread !== undefined) return unread;
  const [set, another] = sets;
  if (set === undefined || another !== undefined) {
    return refuse('ResourceInvalid', 'not one SubmissionSet', { about: 'Bundle.entry' });
  }
  const members = set.resource.entry.map(({ item }) => item.reference);
  const known = references.map(({ fullUrl }) => fullUrl);
  const same = members.length === known.length && known.every((url) => members.includes(url));
  if (!same) return refuse('ResourceInvalid', 'List.entry names other documents', { about: 'List.entry' });
  return withContent(set, references, binaries, bundle.entry);
}

function withContent(
  set: ProvideBundle['set'],
  references: readonly Sent<SentDocumentReference>[],
  binaries: ReadonlyMap<string, { readonly contentType: string; readonly content: Buffer }>,
  entries: z.output<typeof bundleShape>['entry'],
): ProvideBundle | Refusal {
  const faults: Fault[] = [];
  const spokenOf = new Set<string>();
  const documents: SentDocument[] = [];
  for (const { fullUrl, resource } of references) {
    const { attachment } = resource.content[0]!;
    const binary = binaries.get(attachment.url);
    if (binary === undefined || spokenOf.has(attachment.url)) {
      faults.push({ code: 'XDSMissingDocument', detail: 'no Binary of its own', about: attachment.url });
      continue;
    }
    spokenOf.add(attachment.url);
    if (binary.contentType !== attachment.contentType) faults.push(invalid('Binary.contentType', 'another'));
    documents.push({ fullUrl, resource, content: binary.content });
  }
  for (const url of binaries.keys()) {
    if (!spokenOf.has(url)) faults.push({ code: 'XDSMissingDocumentMetadata', detail: 'Binary', about: url });
  }
  const order = entries.map(({ fullUrl, resource }) => ({ fullUrl, type: resource.resourceType }));
  return refuseAll(faults) ?? { set, documents, order };
}

/** Base64 as FHIR has it: no blanks, padded. */
function decode(data: string): Buffer | undefined {
  const bytes = Buffer.from(data, 'base64');
  return data.length % 4 === 0 && bytes.toString('base64') === data ? bytes : undefined;
}

function invalid(about: string, detail: string): Fault {
  return { code: 'ResourceInvalid', detail: `${about}: ${detail}`, about };
}
