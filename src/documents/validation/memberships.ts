import type { Fault } from '../../errors.ts';
import { isUuidUrn } from '../../model/oid.ts';
import { type Association, HAS_MEMBER, type SubmittedObjects } from '../../model/submission.ts';
import { metadataFault } from './metadata-fault.ts';

/** The objects of one message, by what they are. */
export interface MemberKinds {
  readonly set: string | undefined;
  readonly entries: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly associations: ReadonlyMap<string, Association>;
  /** Whether the domain has folders. */
  readonly hasFolders: boolean;
}

const SUBMISSION_SET_STATUS = 'SubmissionSetStatus';

/** Says why one document was tied to another; it has no place on a membership (ITI TF-3 4.2.2.2). */
const DOCUMENTATION = 'urn:uuid:abd807a3-4432-4053-87b4-fd82c643d1f3';

/** What is wrong with one HasMember, taken by itself (ITI TF-3 4.2.2.1). */
export function memberFaults(association: Association, kinds: MemberKinds): Fault[] {
  const { id, source, extras } = association;
  const documented = extras.classifications.some(({ scheme }) => scheme === DOCUMENTATION)
    ? [metadataFault(id, 'associationDocumentation', 'not-supported')]
    : [];
  if (source === kinds.set) return [...documented, ...setMemberFaults(association, kinds)];
  const ofFolder = kinds.folders.has(source) || (isUuidUrn(source) && !isOther(source, kinds));
  if (kinds.hasFolders && ofFolder) return [...documented, ...folderMemberFaults(association, kinds)];
  return [...documented, metadataFault(id, 'sourceObject', 'unknown-object', source)];
}

/** Something of the message that is no folder. */
function isOther(id: string, { entries, associations }: MemberKinds): boolean {
  return entries.has(id) || associations.has(id);
}

/** A document in Original, one of the registry by Reference, a folder, or the membership of a folder. */
function setMemberFaults({ id, target, slots }: Association, kinds: MemberKinds): Fault[] {
  const status = slots.find((slot) => slot.name === SUBMISSION_SET_STATUS)?.values[0];
  if (kinds.entries.has(target)) {
    if (status === undefined) return [metadataFault(id, SUBMISSION_SET_STATUS, 'required')];
    return status === 'Original' ? [] : [metadataFault(id, SUBMISSION_SET_STATUS, 'malformed', status)];
  }
  // Some sources put a status here too, which says nothing of a folder.
  if (kinds.folders.has(target)) return [];
  const membership = kinds.associations.get(target);
  if (membership !== undefined || target === kinds.set) {
    const fits = membership?.type === HAS_MEMBER && membership.source !== kinds.set && membership.id !== id;
    return fits ? [] : [metadataFault(id, 'targetObject', 'wrong-end', target)];
  }
  if (!isUuidUrn(target)) return [metadataFault(id, 'targetObject', 'unknown-object', target)];
  return status === 'Reference' ? [] : [metadataFault(id, SUBMISSION_SET_STATUS, 'malformed', status)];
}

function folderMemberFaults({ id, target }: Association, kinds: MemberKinds): Fault[] {
  if (kinds.entries.has(target)) return [];
  if (kinds.folders.has(target) || kinds.associations.has(target) || target === kinds.set) {
    return [metadataFault(id, 'targetObject', 'wrong-end', target)];
  }
  return isUuidUrn(target) ? [] : [metadataFault(id, 'targetObject', 'unknown-object', target)];
}

/** The SubmissionSet points once at each entry, each folder and each membership of a folder; none is made twice. */
export function numberOfMemberships(objects: SubmittedObjects, kinds: MemberKinds): Fault[] {
  const members = objects.associations.filter(({ type }) => type === HAS_MEMBER);
  const ofFolders = kinds.hasFolders ? members.filter(({ source }) => source !== kinds.set) : [];
  const pointsAt = (target: string) =>
    members.filter((one) => one.source === kinds.set && one.target === target).length;
  const made = new Set<string>();
  const twice = ofFolders.filter(({ source, target }) => {
    const membership = `${source} ${target}`;
    return made.has(membership) || !made.add(membership);
  });
  return [
    ...[...objects.entries, ...(kinds.hasFolders ? objects.folders : []), ...ofFolders]
      .filter(({ id }) => pointsAt(id) !== 1)
      .map(({ id }) => metadataFault(id, 'HasMember', 'not-exactly-one')),
    ...twice.map(({ id, target }) => metadataFault(id, 'targetObject', 'repeated-id', target)),
  ];
}
