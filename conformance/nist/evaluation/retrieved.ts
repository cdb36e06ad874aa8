import { createHash } from 'node:crypto';
import { attribute, element, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import { ENTRY_UNIQUE_ID } from '../urns.ts';
import { registryObjects } from './registry-objects.ts';

export interface RetrievedDocument {
  readonly repositoryUniqueId: string;
  readonly uniqueId: string;
  readonly homeCommunityId: string;
  readonly mimeType: string;
  readonly content: Buffer;
}

export interface RetrievalExpectation {
  /** What was asked for. */
  readonly asked: readonly { readonly uniqueId: string; readonly repositoryUniqueId: string }[];
  /** Documents as they were submitted, by uniqueId. */
  readonly submitted: ReadonlyMap<string, Buffer>;
  /** The answer of the query that led to them. */
  readonly metadata: XmlElement | undefined;
  readonly mimeType: string | undefined;
}

/** The documents that a retrieval has asked for. */
export function askedDocuments(request: XmlElement): RetrievalExpectation['asked'] {
  return elements(request, 'DocumentRequest').map((each) => ({
    uniqueId: text(element(each, 'DocumentUniqueId')).trim(),
    repositoryUniqueId: text(element(each, 'RepositoryUniqueId')).trim(),
  }));
}

export function sha1(content: Buffer): string {
  return createHash('sha1').update(content).digest('hex');
}

function entryOf(metadata: XmlElement, uniqueId: string): XmlElement | undefined {
  return registryObjects(metadata).entries.find((entry) =>
    elements(entry, 'ExternalIdentifier').some(
      (each) =>
        attribute(each, 'identificationScheme') === ENTRY_UNIQUE_ID && attribute(each, 'value') === uniqueId,
    ),
  );
}

function slot(entry: XmlElement, name: string): string | undefined {
  const found = elements(entry, 'Slot').find((each) => attribute(each, 'name') === name);
  const value = text(found).trim();
  return value === '' ? undefined : value;
}

function differences(
  uniqueId: string,
  pairs: readonly (readonly [string, string | undefined, string])[],
): string[] {
  return pairs.flatMap(([what, expected, found]) =>
    expected === undefined || expected === found
      ? []
      : [`${what} of ${uniqueId} is ${found}, expected ${expected}`],
  );
}

/** Whether the documents are those asked for, byte for byte and as the metadata say. */
export function retrievalFindings(
  documents: readonly RetrievedDocument[],
  { asked, submitted, metadata, mimeType }: RetrievalExpectation,
): string[] {
  const findings =
    documents.length === asked.length ? [] : [`asked for ${asked.length} documents, got ${documents.length}`];
  for (const { uniqueId, repositoryUniqueId } of asked) {
    const document = documents.find((each) => each.uniqueId === uniqueId);
    if (document === undefined) {
      findings.push(`document ${uniqueId} is not in the answer`);
      continue;
    }
    const entry = metadata === undefined ? undefined : entryOf(metadata, uniqueId);
    if (metadata !== undefined && entry === undefined) {
      findings.push(`document ${uniqueId} is not in the answer of the query`);
    }
    const original = submitted.get(uniqueId);
    findings.push(
      ...differences(uniqueId, [
        ['repository', repositoryUniqueId, document.repositoryUniqueId],
        ['mimeType', attribute(entry, 'mimeType') ?? mimeType, document.mimeType],
        ['hash', entry && slot(entry, 'hash')?.toLowerCase(), sha1(document.content)],
        ['size', entry && slot(entry, 'size'), String(document.content.length)],
        ['content (SHA-1)', original && sha1(original), sha1(document.content)],
      ]),
    );
  }
  return findings;
}
