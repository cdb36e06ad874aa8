import type { Fault } from '../../errors.ts';
import { isUuidUrn } from '../../model/oid.ts';
import type { Scope } from '../../model/scope.ts';
import type { Association } from '../../model/submission.ts';
import type { AssociationTarget, EntryVersion, FolderVersion } from '../../store/versions.ts';
import type { Caller, DocumentsOptions } from '../options.ts';
import type { MetadataOperation } from './operations.ts';

type Of<K extends MetadataOperation['kind']> = Extract<MetadataOperation, { kind: K }>;

/** What an operation is about in the registry. */
export type ResolvedOperation =
  | (Of<'update-entry'> & { readonly previous: EntryVersion })
  | (Of<'update-folder'> & { readonly previous: FolderVersion })
  | (Of<'update-status'> & { readonly object: StatusTarget })
  | (Of<'submit-association'> & { readonly source: End; readonly end: End });

/** Of what a status changes: the latest version of an entry or folder, or an association. */
export type StatusTarget =
  | { readonly kind: 'entry'; readonly version: EntryVersion }
  | { readonly kind: 'folder'; readonly version: FolderVersion }
  | { readonly kind: 'association'; readonly version: AssociationTarget };

/** An end of an association that is submitted. */
export type End =
  | { readonly kind: 'entry'; readonly version: EntryVersion }
  | { readonly kind: 'folder'; readonly version: FolderVersion };

/** @returns the operation with what it is about, or the faults of what does not resolve. */
export type Resolver = (operation: MetadataOperation) => Promise<ResolvedOperation | readonly Fault[]>;

/**
 * Looks up what operations are about. What a caller may not reach is told as what is not there: UnresolvedReferenceException,
 * and for the version before, XDSMetadataVersionError beside it, which is the code that the NIST tests look for.
 * @param operations all of the message: a status may be that of a new version in it.
 */
export function resolver(
  operations: readonly MetadataOperation[],
  patientKey: number | undefined,
  caller: Caller,
  { domain, store: { versions, documents, folders, associations } }: DocumentsOptions,
): Resolver {
  // A caller who is held to one patient reaches no other; elsewhere an update may move objects from patient to patient.
  const held = caller.subject.patientId !== undefined || domain.rules.recordsRequired;
  const { scope } = caller.bounds ?? {};
  const reached = async <T extends { readonly patientKey: number }>(
    found: T | undefined,
    shown: (scope: Scope, found: T) => Promise<readonly unknown[]>,
  ): Promise<T | undefined> => {
    if (found === undefined || (held && found.patientKey !== patientKey)) return undefined;
    return scope === undefined || (await shown(scope, found)).length > 0 ? found : undefined;
  };
  const entryOf = (found: EntryVersion | undefined) =>
    reached(found, (seen, { entryUuid }) => documents.find(seen, { entryUuids: [entryUuid] }, 'ids'));
  const folderOf = (found: FolderVersion | undefined) =>
    reached(found, (seen, { id }) => folders.find(seen, { ids: [id] }));

  const end = async (id: string): Promise<End | undefined> => {
    const entry = await entryOf(await versions.entry(id));
    if (entry !== undefined) return { kind: 'entry', version: entry };
    const folder = await folderOf(await versions.folder(id));
    return folder === undefined ? undefined : { kind: 'folder', version: folder };
  };
  const statusTarget = async (target: string): Promise<StatusTarget | undefined> => {
    const inMessage = newVersionOf(operations, target);
    if (inMessage !== undefined) return latest(inMessage);
    const object = await end(target.toLowerCase());
    if (object !== undefined) return object;
    const association = await reached(await versions.association(target.toLowerCase()), (seen, { id }) =>
      associations.find(seen, { ids: [id] }),
    );
    return association === undefined ? undefined : { kind: 'association', version: association };
  };
  const latest = async (lid: { entry: string } | { folder: string }): Promise<StatusTarget | undefined> => {
    if ('entry' in lid) {
      const entry = await entryOf(await versions.latestEntry(lid.entry.toLowerCase()));
      return entry === undefined ? undefined : { kind: 'entry', version: entry };
    }
    const folder = await folderOf(await versions.latestFolder(lid.folder.toLowerCase()));
    return folder === undefined ? undefined : { kind: 'folder', version: folder };
  };

  return async (operation) => {
    switch (operation.kind) {
      case 'update-entry': {
        const { id, logicalId = '' } = operation.entry;
        const previous = await entryOf(await versions.latestEntry(logicalId.toLowerCase()));
        return previous === undefined ? noVersion(id, logicalId) : { ...operation, previous };
      }
      case 'update-folder': {
        const { id, logicalId = '' } = operation.folder;
        const previous = await folderOf(await versions.latestFolder(logicalId.toLowerCase()));
        return previous === undefined ? noVersion(id, logicalId) : { ...operation, previous };
      }
      case 'update-status': {
        const object = await statusTarget(operation.target);
        return object === undefined ? [unresolved(operation.by, operation.target)] : { ...operation, object };
      }
      case 'submit-association': {
        const { source, target } = operation.association;
        const ends = [await end(source.toLowerCase()), await end(target.toLowerCase())] as const;
        if (ends[0] !== undefined && ends[1] !== undefined) {
          return { ...operation, source: ends[0], end: ends[1] };
        }
        return unresolvedEnds(operation.association, ends);
      }
    }
  };
}

/** The logical object of a new version in the message. */
function newVersionOf(
  operations: readonly MetadataOperation[],
  id: string,
): { entry: string } | { folder: string } | undefined {
  for (const operation of operations) {
    if (operation.kind === 'update-entry' && operation.entry.id === id) {
      return { entry: operation.entry.logicalId ?? '' };
    }
    if (operation.kind === 'update-folder' && operation.folder.id === id) {
      return { folder: operation.folder.logicalId ?? '' };
    }
  }
  return undefined;
}

function noVersion(location: string, logicalId: string): Fault[] {
  // An initial version has been told as such.
  if (logicalId === '' || logicalId === location) return [];
  const { detail, about } = unresolved(location, logicalId);
  const told = { detail, location, ...(about === undefined ? {} : { about }) };
  return [
    { code: 'UnresolvedReferenceException', ...told },
    { code: 'XDSMetadataVersionError', ...told },
  ];
}

function unresolvedEnds(
  { id, source, target }: Association,
  [from, to]: readonly [End | undefined, End | undefined],
): Fault[] {
  return [
    ...(from === undefined ? [unresolved(id, source)] : []),
    ...(to === undefined ? [unresolved(id, target)] : []),
  ];
}

function unresolved(location: string, reference: string): Fault {
  const shown = isUuidUrn(reference) ? reference : reference.slice(0, 120);
  return {
    code: 'UnresolvedReferenceException',
    detail: `${shown}: absent, or out of reach of the caller`,
    about: shown,
    location,
  };
}
