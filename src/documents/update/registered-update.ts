import { DEPRECATED, type DocumentEntry } from '../../model/document-entry.ts';
import { HAS_MEMBER, type RegisteredObjects, type SubmittedObjects } from '../../model/submission.ts';
import type { StatusChange, Supersession } from '../../store/versions.ts';
import type { Renderings } from '../options.ts';
import { registeredObjects } from '../submission.ts';
import { logicalObject } from './combination.ts';
import type { ResolvedOperation } from './resolve.ts';

/** What an update makes of the registry. */
export interface RegisteredUpdate {
  readonly registered: RegisteredObjects;
  readonly supersedes: readonly Supersession[];
  readonly statusChanges: readonly StatusChange[];
}

type Of<K extends ResolvedOperation['kind']> = Extract<ResolvedOperation, { kind: K }>;

/**
 * Makes of a valid update what the registry holds: each new version with the logical id of its chain, the next number and the
 * status of the version before, or that of a change of status in the same message. The triggers are not kept, save that a
 * submission set points at a membership that came with it as at any other (ITI TF-3 4.2.2.1).
 * @param at when it is registered, ISO 8601 UTC.
 */
export function registeredUpdate(
  objects: SubmittedObjects,
  operations: readonly ResolvedOperation[],
  at: string,
  renderings: Renderings,
): RegisteredUpdate {
  const entries = operations.filter((one): one is Of<'update-entry'> => one.kind === 'update-entry');
  const folders = operations.filter((one): one is Of<'update-folder'> => one.kind === 'update-folder');
  const statuses = operations.filter((one): one is Of<'update-status'> => one.kind === 'update-status');
  const newStatus = new Map(statuses.map((one) => [logicalObject(one), one.to]));
  const made = registeredObjects(kept(objects, operations), objects.entries.map(placed), at);
  const versionOf = ({
    previous: { logicalId, version, availabilityStatus },
  }: Pick<Of<'update-entry'>, 'previous'> | Pick<Of<'update-folder'>, 'previous'>) => ({
    logicalId,
    version: version + 1,
    availabilityStatus: newStatus.get(logicalId) ?? availabilityStatus,
  });
  const newEntries = made.entries.map((entry, index) => {
    const operation = entries.find((one) => one.entry === objects.entries[index])!;
    return { operation, entry: { ...entry, ...versionOf(operation) } };
  });
  const newFolders = made.folders.map((folder, index) => {
    const operation = folders.find((one) => one.folder === objects.folders[index])!;
    return { operation, folder: { ...folder, ...versionOf(operation) } };
  });
  const texts = (entry: DocumentEntry) => ({ ebrim: renderings.ebrim(entry), fhir: renderings.fhir(entry) });
  const updated = new Set([...entries, ...folders].map(({ previous }) => previous.logicalId));
  return {
    registered: {
      ...made,
      entries: newEntries.map(({ entry }) => entry),
      folders: newFolders.map(({ folder }) => folder),
    },
    supersedes: [
      ...newEntries.map(({ operation: { previous, propagates }, entry }) => ({
        kind: 'entry' as const,
        id: entry.entryUuid,
        previous: previous.entryUuid,
        previousStatus: previous.availabilityStatus,
        propagates,
        ...texts({ ...previous.model(), availabilityStatus: DEPRECATED }),
      })),
      ...newFolders.map(({ operation: { previous, propagates }, folder }) => ({
        kind: 'folder' as const,
        id: folder.id,
        previous: previous.id,
        previousStatus: previous.availabilityStatus,
        propagates,
      })),
    ],
    statusChanges: statuses
      .filter((one) => !updated.has(logicalObject(one)))
      .map(({ object, from, to }) =>
        object.kind === 'entry'
          ? {
              kind: object.kind,
              id: object.version.entryUuid,
              from,
              to,
              ...texts({ ...object.version.model(), availabilityStatus: to }),
            }
          : { kind: object.kind, id: object.version.id, from, to },
      ),
  };
}

/** The objects that the registry keeps of the message. */
function kept(objects: SubmittedObjects, operations: readonly ResolvedOperation[]): SubmittedObjects {
  const members = operations.flatMap((one) =>
    one.kind === 'submit-association' && one.association.type === HAS_MEMBER ? [one.by] : [],
  );
  const associations = objects.associations.flatMap((association) => {
    if (members.includes(association.id)) return [{ ...association, type: HAS_MEMBER }];
    const trigger = operations.find(({ by }) => by === association.id);
    const stays =
      trigger === undefined || trigger.kind === 'update-entry' || trigger.kind === 'update-folder';
    return stays ? [association] : [];
  });
  return { ...objects, associations };
}

/** @throws Error when validation has let something through that it should not have. */
function placed(entry: SubmittedObjects['entries'][number]) {
  const { hash, size, repositoryUniqueId } = entry;
  if (repositoryUniqueId === undefined) throw new Error('a validated entry has repositoryUniqueId');
  return {
    entry,
    repositoryUniqueId,
    ...(hash === undefined ? {} : { hash }),
    ...(size === undefined ? {} : { size }),
  };
}
