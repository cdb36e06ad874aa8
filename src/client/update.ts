import { UNSPECIFIED_ACTIVITY } from '../documents/lot-defaults.ts';
import { statusObjects, type VisibilityWish, visibilityObjects } from '../documents/update/update-objects.ts';
import { readDocumentEntry } from '../ebrim/read-document-entry.ts';
import { writeSubmitObjects } from '../ebrim/write-submission.ts';
import type { SandboxPki } from '../identity/sandbox/pki.ts';
import { APPROVED, ARCHIVED, DELETED, type DocumentEntry } from '../model/document-entry.ts';
import type { SubmissionSet, SubmittedObjects } from '../model/submission.ts';
import { attribute } from '../xml/tree.ts';
import type { RegistryAnswer } from './dmp-answers.ts';
import type { DmpClient } from './dmp-client.ts';
import { lotAuthor } from './lot-author.ts';
import { submissionSetOf } from './make-lot.ts';

export interface UpdateOptions {
  /** Acts as whoever updates. */
  readonly client: DmpClient;
  readonly pki: SandboxPki;
  /** Slug or id of the sandbox identity that updates. */
  readonly as: string;
  /** CX. */
  readonly patientId: string;
  readonly at: Date;
}

const STATUSES = { archive: [APPROVED, ARCHIVED], unarchive: [ARCHIVED, APPROVED] } as const;

/** The lot of an update, by whoever updates. */
export function updateSet({ pki, as, patientId, at }: UpdateOptions): SubmissionSet {
  const identity = pki.identity(as);
  return submissionSetOf({
    entry: { patientId, title: [] },
    author: lotAuthor(identity),
    structureId: identity.structure.id,
    contentType: UNSPECIFIED_ACTIVITY,
    at,
  });
}

/** Sends an update (ITI-57). */
export function sendUpdate(
  { client, patientId }: UpdateOptions,
  objects: SubmittedObjects,
): Promise<RegistryAnswer> {
  return client.update(patientId, writeSubmitObjects(objects));
}

/** The entryUUID of the present version of a document, as a reference search finds it (TD3.1b). */
export async function currentEntryUuid(
  { client, patientId }: Pick<UpdateOptions, 'client' | 'patientId'>,
  uniqueId: string,
): Promise<string | undefined> {
  const { objects } = await client.getDocuments(patientId, [uniqueId], 'ObjectRef');
  return objects[0] === undefined ? undefined : attribute(objects[0], 'id');
}

/** The present version of a document, with all its metadata. */
export async function currentEntry(
  { client, patientId }: Pick<UpdateOptions, 'client' | 'patientId'>,
  uniqueId: string,
): Promise<DocumentEntry | undefined> {
  const { objects } = await client.getDocuments(patientId, [uniqueId], 'LeafClass');
  return objects[0] === undefined ? undefined : readDocumentEntry(objects[0]);
}

/** TD3.3d: archives a document, or takes it out of the archive. */
export function archiveDocument(
  options: UpdateOptions,
  entryUuid: string,
  operation: keyof typeof STATUSES = 'archive',
): Promise<RegistryAnswer> {
  const [from, to] = STATUSES[operation];
  return sendUpdate(options, statusObjects(updateSet(options), entryUuid, from, to));
}

/** TD3.3c: deletes a document. @param from its present status. */
export function deleteDocument(
  options: UpdateOptions,
  entryUuid: string,
  from: string = APPROVED,
): Promise<RegistryAnswer> {
  return sendUpdate(options, statusObjects(updateSet(options), entryUuid, from, DELETED));
}

/** TD3.3a and TD3.3b: masks or unmasks a document, hides it or shows it. @param entry its present version. */
export function changeVisibility(
  options: UpdateOptions,
  entry: DocumentEntry,
  wish: VisibilityWish,
): Promise<RegistryAnswer> {
  return sendUpdate(options, visibilityObjects(updateSet(options), entry, wish));
}
