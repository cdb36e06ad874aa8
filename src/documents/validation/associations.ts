import type { Fault } from '../../errors.ts';
import { ON_DEMAND } from '../../model/document-entry.ts';
import { isUuidUrn } from '../../model/oid.ts';
import {
  APND,
  type Association,
  HAS_MEMBER,
  IS_SNAPSHOT_OF,
  REPLACEMENTS,
  RPLC,
  SIGNS,
  type SubmittedObjects,
  XFRM,
  XFRM_RPLC,
} from '../../model/submission.ts';
import { type MemberKinds, memberFaults, numberOfMemberships } from './memberships.ts';
import { metadataFault } from './metadata-fault.ts';

/** A relationship from a document of the message to another document. */
export const RELATIONSHIPS: readonly string[] = [RPLC, XFRM, APND, XFRM_RPLC, SIGNS, IS_SNAPSHOT_OF];

/**
 * Associations of one message (ITI TF-3 4.2.2): known types, ends that exist and may stand there, for every entry and every
 * folder one HasMember from the SubmissionSet, for every membership of a folder too. Ends in the registry are looked up
 * elsewhere.
 * @param folders whether the domain has folders.
 */
export function associationFaults(objects: SubmittedObjects, folders: boolean): Fault[] {
  const kinds = kindsOf(objects, folders);
  const onDemand = objects.entries.filter(({ objectType }) => objectType === ON_DEMAND).map(({ id }) => id);
  const replaced = new Set<string>();
  const faults: Fault[] = [];
  for (const association of objects.associations) {
    const { id, type, target } = association;
    if (type === HAS_MEMBER) {
      faults.push(...memberFaults(association, kinds));
    } else if (RELATIONSHIPS.includes(type)) {
      faults.push(...relationshipFaults(association, kinds));
      if (type === IS_SNAPSHOT_OF && onDemand.includes(association.source)) {
        faults.push(metadataFault(id, 'sourceObject', 'wrong-end', association.source));
      }
      if (!REPLACEMENTS.includes(type)) continue;
      if (replaced.has(target)) faults.push(metadataFault(id, 'targetObject', 'repeated-id', target));
      replaced.add(target);
    } else faults.push(metadataFault(id, 'associationType', 'not-supported', type));
  }
  return [...faults, ...numberOfMemberships(objects, kinds)];
}

/** What is what in a message. */
export function kindsOf({ submissionSets, entries, folders, associations }: SubmittedObjects, has: boolean) {
  return {
    set: submissionSets[0]?.id,
    entries: new Set(entries.map(({ id }) => id)),
    folders: new Set(folders.map(({ id }) => id)),
    associations: new Map(associations.map((association) => [association.id, association])),
    hasFolders: has,
  };
}

function relationshipFaults({ id, type, source, target }: Association, kinds: MemberKinds): Fault[] {
  const faults: Fault[] = [];
  const { set, entries } = kinds;
  if (!entries.has(source)) faults.push(metadataFault(id, 'sourceObject', 'unknown-object', source));
  const inMessage = entries.has(target) || target === set;
  const elsewhere = kinds.folders.has(target) || kinds.associations.has(target);
  if (!inMessage && !elsewhere && !isUuidUrn(target)) {
    faults.push(metadataFault(id, 'targetObject', 'unknown-object', target));
  }
  const ofMessage = target === set ? type === SIGNS : !REPLACEMENTS.includes(type);
  if ((inMessage && !ofMessage) || elsewhere || source === target) {
    faults.push(metadataFault(id, 'targetObject', 'wrong-end', target));
  }
  return faults;
}
