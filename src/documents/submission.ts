import { randomUUID } from 'node:crypto';
import { APPROVED, type DocumentEntry, type SubmittedDocumentEntry } from '../model/document-entry.ts';
import { isUuidUrn } from '../model/oid.ts';
import type { RegisteredObjects, SubmittedObjects } from '../model/submission.ts';
import type { ReceivedContent } from '../store/blobs.ts';
import type { Pair } from './pairing.ts';

/**
 * Makes of a validated submission what the registry holds (ITI TF-2 3.42.4.1.3; ITI TF-3 4.2.3.2): a UUID for every
 * symbolic id, in the associations too; status Approved, version 1, a logical id of its own; hash, size and repository of
 * the content. Real UUIDs are kept, in lower case; everything else is as it came.
 * @throws Error when validation has let something through that it should not have.
 */
export function registeredObjects(
  objects: SubmittedObjects,
  pairs: readonly Pair[],
  repositoryUniqueId: string,
): RegisteredObjects {
  const [set] = objects.submissionSets;
  if (set === undefined) throw new Error('a validated submission has a SubmissionSet');
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    if (isUuidUrn(id)) return id.toLowerCase();
    const known = ids.get(id) ?? `urn:uuid:${randomUUID()}`;
    ids.set(id, known);
    return known;
  };
  return {
    submissionSet: { ...set, id: idOf(set.id) },
    entries: pairs.map(({ entry, content }) =>
      registeredEntry(entry, content, idOf(entry.id), repositoryUniqueId),
    ),
    associations: objects.associations.map((association) => ({
      ...association,
      id: idOf(association.id),
      source: idOf(association.source),
      target: idOf(association.target),
    })),
  };
}

function registeredEntry(
  entry: SubmittedDocumentEntry,
  content: ReceivedContent,
  entryUuid: string,
  repositoryUniqueId: string,
): DocumentEntry {
  return {
    ...entry,
    id: entryUuid,
    entryUuid,
    logicalId: entryUuid,
    version: 1,
    availabilityStatus: APPROVED,
    repositoryUniqueId,
    hash: content.sha1,
    size: content.size,
    classCode: required(entry.classCode, 'classCode'),
    typeCode: required(entry.typeCode, 'typeCode'),
    formatCode: required(entry.formatCode, 'formatCode'),
    healthcareFacilityTypeCode: required(entry.healthcareFacilityTypeCode, 'healthcareFacilityTypeCode'),
    practiceSettingCode: required(entry.practiceSettingCode, 'practiceSettingCode'),
    creationTime: required(entry.creationTime, 'creationTime'),
    languageCode: required(entry.languageCode, 'languageCode'),
  };
}

function required<T>(value: T | undefined, attribute: string): T {
  if (value === undefined) throw new Error(`a validated entry has ${attribute}`);
  return value;
}
