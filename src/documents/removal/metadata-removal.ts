import { type Fault, type Refusal, refuseAll } from '../../errors.ts';
import type { Scope } from '../../model/scope.ts';
import type { Conflict, WriteCommand } from '../../store/store.ts';
import { byPatient, type OfPatient } from '../by-patient.ts';
import type { DocumentsOptions } from '../options.ts';

/** A removal that may be done, in the shape that a transaction hands on (`Outcome`). */
export interface Removal {
  /** uniqueIds of what is removed. */
  readonly documents: readonly string[];
  readonly byPatient: readonly OfPatient[];
  readonly writes: readonly WriteCommand[];
  readonly onConflict: (conflict: Conflict) => Promise<Refusal>;
  readonly afterwards: () => Promise<void>;
}

/** A removal that is not done, and the patients of what the caller may see of what it named. */
export type RefusedRemoval = Refusal & { readonly concerned: readonly { readonly patientKey: number }[] };

export type RemovalOptions = Pick<DocumentsOptions, 'store' | 'deleteLeftContent'>;

/**
 * The rules of ITI-62 (IHE RMD 3.62.4.1.3). Objects of any kind, of one patient or several, go for good, all or none:
 * - what is not there, or hidden from the caller, is UnresolvedReferenceException;
 * - what an association points at or from that is to stay is ReferencesExistException;
 * - a membership that is the last of something that is to stay is XDSUnreferencedObjectException: every document, every
 *   folder and every membership of a folder belongs to a submission set, and a submission set holds something.
 * Each fault names the id of the caller's list. The status of what stays does not change. Content of this repository goes
 * with the last entry that refers to it: unreadable from the commit on, deleted after it.
 * @param ids of the objects, each as it came.
 */
export async function metadataRemoval(
  ids: readonly string[],
  scope: Scope,
  { store, deleteLeftContent }: RemovalOptions,
): Promise<Removal | RefusedRemoval> {
  const asked = [...new Set(ids.map((id) => id.toLowerCase()))];
  const entries = await store.documents.find(scope, { entryUuids: asked }, 'ids');
  const others = [
    ...(await store.submissionSets.find(scope, { ids: asked })),
    ...(await store.folders.find(scope, { ids: asked })),
    ...(await store.associations.find(scope, { ids: asked })),
  ];
  const seen = new Set([...entries.map(({ entryUuid }) => entryUuid), ...others.map(({ id }) => id)]);
  const removed = byPatient([...entries, ...others.map(({ patientKey }) => ({ patientKey }))]);
  const unknown = refuseAll(asked.filter((id) => !seen.has(id)).map((id) => unresolved(id)));
  if (unknown !== undefined) return ofPatients(unknown, removed);
  const { referenced, lastMemberships } = await store.removal.obstacles(asked);
  const refused = refuseAll([...referenced.map(stillReferenced), ...lastMemberships.map(lastMembership)]);
  if (refused !== undefined) return ofPatients(refused, removed);
  return {
    documents: removed.flatMap(({ documents }) => documents),
    byPatient: removed,
    writes: [{ kind: 'remove-objects', ids: asked }],
    onConflict: async (conflict) => conflictRefusal(conflict),
    afterwards: deleteLeftContent,
  };
}

/** @param named what the caller may see of what it named, by patient; of nothing, whom its assertion names gets the trace. */
export function ofPatients(refusal: Refusal, named: readonly OfPatient[]): RefusedRemoval {
  return { ...refusal, concerned: named.map(({ patientKey }) => ({ patientKey })) };
}

function unresolved(id: string): Fault {
  return { code: 'UnresolvedReferenceException', detail: `${id}: absent or hidden`, ...shown(id) };
}

function stillReferenced(id: string): Fault {
  return {
    code: 'ReferencesExistException',
    detail: `${id} is referred to by what is to stay`,
    ...shown(id),
  };
}

function lastMembership(id: string): Fault {
  return {
    code: 'XDSUnreferencedObjectException',
    detail: `${id} is the last membership of what is to stay`,
    ...shown(id),
  };
}

/** An id that the caller sent; any text can stand there. */
function shown(id: string): Pick<Fault, 'about' | 'location'> {
  const sent = id.slice(0, 120);
  return { about: sent, location: sent };
}

/** What another request, written in between, makes of this one. */
function conflictRefusal(conflict: Conflict): Refusal {
  switch (conflict.conflict) {
    case 'object-missing':
      return { refused: [unresolved(conflict.id)] };
    case 'object-referenced':
      return { refused: [stillReferenced(conflict.id)] };
    case 'last-membership':
      return { refused: [lastMembership(conflict.id)] };
    default:
      throw new Error(`conflict of a removal: ${conflict.conflict}`);
  }
}
