import { randomUUID } from 'node:crypto';
import { APPROVED, type DocumentEntry, ON_DEMAND } from '../model/document-entry.ts';
import { toDtm } from '../model/instant.ts';
import { isUuidUrn } from '../model/oid.ts';
import type { RegisteredObjects, SubmittedObjects } from '../model/submission.ts';
import type { Placed } from './pairing.ts';

/**
 * Makes of a validated submission what the registry holds (ITI TF-2 3.42.4.1.3; ITI TF-3 4.2.3.2): a UUID for every
 * symbolic id, in the associations too; status Approved, version 1, a logical id of its own; hash, size and repository of
 * the content; lastUpdateTime of folders. Real UUIDs are kept, in lower case; everything else is as it came.
 * @param at when it is registered, ISO 8601 UTC.
 * @throws Error when validation has let something through that it should not have.
 */
export function registeredObjects(
  objects: SubmittedObjects,
  documents: readonly Placed[],
  at: string,
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
    entries: documents.map((document) => registeredEntry(document, idOf(document.entry.id))),
    folders: objects.folders.map((folder) => ({
      ...folder,
      id: idOf(folder.id),
      logicalId: idOf(folder.id),
      version: 1,
      availabilityStatus: APPROVED,
      lastUpdateTime: toDtm(new Date(at)),
    })),
    associations: objects.associations.map((association) => ({
      ...association,
      id: idOf(association.id),
      source: idOf(association.source),
      target: idOf(association.target),
      availabilityStatus: APPROVED,
    })),
  };
}

/** What the traces of a submission tell. */
export function submissionTold({ submissionSets: [set] }: SubmittedObjects): {
  readonly submissionSet?: string;
} {
  return set === undefined || set.uniqueId === '' ? {} : { submissionSet: set.uniqueId };
}

function registeredEntry(
  { entry, hash, size, repositoryUniqueId }: Placed,
  entryUuid: string,
): DocumentEntry {
  return {
    ...entry,
    id: entryUuid,
    entryUuid,
    logicalId: entryUuid,
    version: 1,
    availabilityStatus: APPROVED,
    repositoryUniqueId,
    classCode: required(entry.classCode, 'classCode'),
    typeCode: required(entry.typeCode, 'typeCode'),
    formatCode: required(entry.formatCode, 'formatCode'),
    healthcareFacilityTypeCode: required(entry.healthcareFacilityTypeCode, 'healthcareFacilityTypeCode'),
    practiceSettingCode: required(entry.practiceSettingCode, 'practiceSettingCode'),
    languageCode: required(entry.languageCode, 'languageCode'),
    ...(entry.objectType === ON_DEMAND
      ? {}
      : {
          hash: required(hash, 'hash'),
          size: required(size, 'size'),
          creationTime: required(entry.creationTime, 'creationTime'),
        }),
  };
}

function required<T>(value: T | undefined, attribute: string): T {
  if (value === undefined) throw new Error(`a validated entry has ${attribute}`);
  return value;
}
