import { type Fault, type Refusal, refuseAll } from '../../errors.ts';
import { DEPRECATED } from '../../model/document-entry.ts';
import { REPLACEMENTS, type SubmittedObjects } from '../../model/submission.ts';
import { byPatient, type OfPatient } from '../by-patient.ts';
import { unknownPatient } from '../known-patient.ts';
import { lotAuthorFaults } from '../lot-author.ts';
import type { Caller, DocumentsOptions } from '../options.ts';
import { type Acceptance, conflictRefusal, registrationWrites } from '../registration-writes.ts';
import type { Relations } from '../relations.ts';
import { updateFaults } from '../validation/validate-submission.ts';
import { combinationFaults } from './combination.ts';
import { recognise } from './operations.ts';
import { preconditionFaults, updateFault } from './preconditions.ts';
import { registeredUpdate } from './registered-update.ts';
import { type ResolvedOperation, resolver } from './resolve.ts';
import { actsOf, boundsFaults, withoutOtherChanges } from './visibility-policy.ts';

/** What a transaction demands of an operation beyond the rules of every update. */
export type UpdatePolicy = (operation: ResolvedOperation) => readonly Fault[];

const NOTHING_FURTHER: UpdatePolicy = () => [];

/**
 * The rules of ITI-57 (IHE Metadata Update 3.57.4.1.3). The whole message is done or nothing of it. Tells all faults of one step
 * together: metadata and operations with what they find in the registry; then whether the objects that would be tied are of
 * one patient (XDSPatientIDReconciliationError), which is seen when it is stored.
 */
export async function update(
  objects: SubmittedObjects,
  caller: Caller,
  options: DocumentsOptions,
  policy: UpdatePolicy = NOTHING_FURTHER,
): Promise<Acceptance | Refusal> {
  const { domain, config } = options;
  const { bounds } = caller;
  const patientKey = caller.record?.patient.key;
  const unknown = unknownPatient(caller.record, domain.rules);
  if (unknown !== undefined) return unknown;
  const on = new Date(caller.at);
  const { operations: asked, faults: unrecognised } = recognise(objects);
  const faults = [
    ...updateFaults(objects, { ...config, domain, on }, bounds !== undefined),
    ...unrecognised,
    ...(bounds === undefined ? [] : objects.submissionSets.flatMap((set) => lotAuthorFaults(set, caller))),
  ];
  const resolve = resolver(asked, patientKey, caller, options);
  const operations: ResolvedOperation[] = [];
  for (const operation of asked) {
    const resolved = await resolve(operation);
    if (!('kind' in resolved)) {
      faults.push(...resolved);
      continue;
    }
    operations.push(resolved);
    const stands = preconditionFaults(resolved, patientKey, domain.rules);
    faults.push(...stands, ...policy(resolved));
    if (bounds !== undefined && stands.length === 0) faults.push(...boundsFaults(resolved, bounds, caller));
    if (await isThereAlready(resolved, options)) faults.push(updateFault(resolved.by, resolved.by));
  }
  const refused = refuseAll([...faults, ...combinationFaults(operations)]);
  if (refused !== undefined) return refused;

  const { renderings } = options;
  const settled = bounds === undefined ? { objects, operations } : withoutOtherChanges(objects, operations);
  const { registered, supersedes, statusChanges } = registeredUpdate(
    settled.objects,
    settled.operations,
    caller.at,
    renderings,
  );
  const relations = await relationsOf(operations, options);
  const moved = movedFrom(operations, patientKey);
  const { patientId } = registered.submissionSet;
  const documents = [...new Set(operations.flatMap(documentsOf))];
  return {
    documents,
    ...(moved.length === 0
      ? {}
      : {
          byPatient: [
            { ...(patientKey === undefined ? { patientId } : { patientKey }), documents },
            ...moved,
          ],
        }),
    ...(bounds === undefined ? {} : { acts: actsOf(operations) }),
    writes: registrationWrites(registered, [], relations, caller, options, { supersedes, statusChanges }),
    onConflict: async (conflict) => conflictRefusal(conflict, registered.submissionSet),
    abandon: async () => {},
  };
}

/** An association that is submitted is not made a second time. */
async function isThereAlready(operation: ResolvedOperation, { store }: DocumentsOptions): Promise<boolean> {
  if (operation.kind !== 'submit-association') return false;
  const { type, source, target } = operation.association;
  return store.versions.isTied(type, source.toLowerCase(), target.toLowerCase());
}

/** What the submitted associations do to the registry: the same as those of ITI-42. */
async function relationsOf(
  operations: readonly ResolvedOperation[],
  { store }: DocumentsOptions,
): Promise<Relations> {
  const submitted = operations.filter((one) => one.kind === 'submit-association');
  const ends = submitted.flatMap(({ source, end }) => [source, end]);
  const replaced = submitted.flatMap(({ association, end }) =>
    REPLACEMENTS.includes(association.type) && end.kind === 'entry' ? [end.version] : [],
  );
  const replacedIds = new Set(replaced.map(({ entryUuid }) => entryUuid));
  const dependents = replaced.length === 0 ? [] : await store.documents.dependents([...replacedIds]);
  const idsOf = (kind: 'entry' | 'folder') =>
    ends.flatMap((one) =>
      one.kind === kind ? [one.kind === 'entry' ? one.version.entryUuid : one.version.id] : [],
    );
  return {
    faults: [],
    deprecates: [...replaced, ...dependents].map((target) => ({
      ...target.model(),
      availabilityStatus: DEPRECATED,
    })),
    relatesTo: [...new Set(idsOf('entry'))].filter((id) => !replacedIds.has(id)),
    foldersTo: [...new Set(idsOf('folder'))],
  };
}

/** The patients whom documents or folders are taken from, each with the documents that are taken. */
function movedFrom(
  operations: readonly ResolvedOperation[],
  patientKey: number | undefined,
): readonly OfPatient[] {
  const taken = operations.flatMap((one): { patientKey: number; uniqueId?: string }[] => {
    if (one.kind === 'update-entry') return [one.previous];
    return one.kind === 'update-folder' ? [{ patientKey: one.previous.patientKey }] : [];
  });
  return byPatient(taken.filter((one) => one.patientKey !== patientKey));
}

/** uniqueIds for the trace. */
function documentsOf(operation: ResolvedOperation): string[] {
  switch (operation.kind) {
    case 'update-entry':
      return [operation.previous.uniqueId];
    case 'update-status':
      return operation.object.kind === 'entry' ? [operation.object.version.uniqueId] : [];
    case 'submit-association':
      return [operation.source, operation.end].flatMap((one) =>
        one.kind === 'entry' ? [one.version.uniqueId] : [],
      );
    case 'update-folder':
      return [];
  }
}
