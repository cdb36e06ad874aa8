import { APPROVED, DEPRECATED, type SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import {
  type Association,
  type Folder,
  HAS_MEMBER,
  SUBMIT_ASSOCIATION,
  type SubmissionSet,
  type SubmittedObjects,
  UPDATE_AVAILABILITY_STATUS,
} from '../../src/model/submission.ts';
import { association, lotOf } from './registry-lot.ts';

/** An object as a new version of what its logicalId names. */
export interface NewVersion<T> {
  readonly of: T;
  /** PreviousVersion; 1 unless said. */
  readonly previous?: string;
  /** AssociationPropagation; left out unless said. */
  readonly propagation?: string;
}

export interface Update {
  readonly set?: Partial<SubmissionSet>;
  readonly entries?: readonly NewVersion<SubmittedDocumentEntry>[];
  readonly folders?: readonly NewVersion<Folder>[];
  /** What changes its status: from Approved to Deprecated unless said. */
  readonly statuses?: readonly (readonly [target: string, from?: string, to?: string])[];
  /** Associations between objects of the registry. */
  readonly submits?: readonly (readonly [source: string, type: string, target: string])[];
}

/** A message of ITI-57 or ITI-92, whose SubmissionSet has a uniqueId made of the name. */
export function updateOf(name: string, update: Update): SubmittedObjects {
  const { set = {}, entries = [], folders = [], statuses = [], submits = [] } = update;
  const submitted = submits.map(([source, type, target], at) =>
    association(`Submitted${at}`, type, source, target),
  );
  return {
    ...lotOf(name, { set }),
    entries: entries.map(({ of }) => of),
    folders: folders.map(({ of }) => of),
    associations: [
      ...entries.map((one) => newVersion(one, 'Original')),
      ...folders.map((one) => newVersion(one)),
      ...statuses.map(([target, from = APPROVED, to = DEPRECATED], at) =>
        withSlots(association(`Status${at}`, UPDATE_AVAILABILITY_STATUS, 'Set', target), [
          ['OriginalStatus', from],
          ['NewStatus', to],
        ]),
      ),
      ...submitted,
      ...submitted.map(({ id }) => association(`By-${id}`, SUBMIT_ASSOCIATION, 'Set', id)),
    ],
  };
}

function newVersion(
  { of, previous = '1', propagation }: NewVersion<{ id: string }>,
  status?: string,
): Association {
  const member = association(`Version-${of.id}`, HAS_MEMBER, 'Set', of.id, status);
  const propagates: [string, string][] =
    propagation === undefined ? [] : [['AssociationPropagation', propagation]];
  return withSlots(member, [['PreviousVersion', previous], ...propagates]);
}

export function withSlots(one: Association, slots: readonly (readonly [string, string])[]): Association {
  return { ...one, slots: [...one.slots, ...slots.map(([name, value]) => ({ name, values: [value] }))] };
}

/** The same message with one association changed. */
export function withAssociation(
  objects: SubmittedObjects,
  id: string,
  change: (association: Association) => Association,
): SubmittedObjects {
  return { ...objects, associations: objects.associations.map((one) => (one.id === id ? change(one) : one)) };
}
