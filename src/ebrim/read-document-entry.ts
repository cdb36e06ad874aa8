import { APPROVED, type DocumentEntry, type SubmittedDocumentEntry } from '../model/document-entry.ts';
import { attribute, element, type XmlElement } from '../xml/tree.ts';
import { documentEntryAttributes } from './attributes.ts';
import { RIM } from './namespaces.ts';
import { readObject } from './read-object.ts';

/**
 * Reads a `rim:ExtrinsicObject` as a document source sends it (ITI TF-3 4.2.3.2). Required identifiers that are absent
 * become empty texts, which validation refuses; status and version are the registry's and are not read.
 */
export function readSubmittedEntry(
  object: XmlElement,
  outside: readonly XmlElement[] = [],
): SubmittedDocumentEntry {
  const logicalId = attribute(object, 'lid');
  const homeCommunityId = attribute(object, 'home');
  return {
    uniqueId: '',
    patientId: '',
    ...readObject(object, documentEntryAttributes, outside),
    id: attribute(object, 'id') ?? '',
    objectType: attribute(object, 'objectType') ?? '',
    mimeType: attribute(object, 'mimeType') ?? '',
    ...(logicalId === undefined ? {} : { logicalId }),
    ...(homeCommunityId === undefined ? {} : { homeCommunityId }),
  } as unknown as SubmittedDocumentEntry;
}

/** Reads a `rim:ExtrinsicObject` as a registry returns it, status and version included. */
export function readDocumentEntry(object: XmlElement): DocumentEntry {
  const submitted = readSubmittedEntry(object);
  const version = attribute(element(object, 'VersionInfo', RIM), 'versionName');
  return {
    ...submitted,
    entryUuid: submitted.id,
    logicalId: submitted.logicalId ?? submitted.id,
    version: Number(version ?? '1'),
    availabilityStatus: attribute(object, 'status') ?? APPROVED,
  } as DocumentEntry;
}
