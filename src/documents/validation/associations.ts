import type { Fault } from '../../errors.ts';
import { isUuidUrn } from '../../model/oid.ts';
import {
  APND,
  type Association,
  HAS_MEMBER,
  RPLC,
  SIGNS,
  type SubmittedObjects,
  XFRM,
  XFRM_RPLC,
} from '../../model/submission.ts';
import { metadataFault } from './metadata-fault.ts';

/** A relationship from a document of the message to another document. */
export const RELATIONSHIPS: readonly string[] = [RPLC, XFRM, APND, XFRM_RPLC, SIGNS];

/** What makes its target Deprecated. */
export const REPLACEMENTS: readonly string[] = [RPLC, XFRM_RPLC];

const SUBMISSION_SET_STATUS = 'SubmissionSetStatus';

function statusOf(association: Association): string | undefined {
  return association.slots.find((slot) => slot.name === SUBMISSION_SET_STATUS)?.values[0];
}

/**
 * Associations of one message (ITI TF-3 4.2.2): known types, ends that exist and may stand there, and for every entry one
 * HasMember from the SubmissionSet with `SubmissionSetStatus` Original. Targets in the registry are looked up elsewhere.
 */
export function associationFaults(objects: SubmittedObjects): Fault[] {
  const set = objects.submissionSets[0];
  const entries = new Set(objects.entries.map((entry) => entry.id));
  const faults: Fault[] = [];
  const replaced = new Set<string>();
  for (const association of objects.associations) {
    const { id, type, source, target } = association;
    if (type === HAS_MEMBER) {
      faults.push(...memberFaults(association, set?.id, entries));
    } else if (!RELATIONSHIPS.includes(type)) {
      faults.push(metadataFault(id, 'associationType', 'not-supported', type));
    } else {
      if (!entries.has(source)) faults.push(metadataFault(id, 'sourceObject', 'unknown-object', source));
      const inMessage = entries.has(target) || target === set?.id;
      if (!inMessage && !isUuidUrn(target)) {
        faults.push(metadataFault(id, 'targetObject', 'unknown-object', target));
      }
      const allowed = !inMessage || (target === set?.id ? type === SIGNS : !REPLACEMENTS.includes(type));
      if (!allowed || source === target) faults.push(metadataFault(id, 'targetObject', 'wrong-end', target));
      if (REPLACEMENTS.includes(type)) {
        if (replaced.has(target)) faults.push(metadataFault(id, 'targetObject', 'repeated-id', target));
        replaced.add(target);
      }
    }
  }
  for (const entry of objects.entries) {
    const members = objects.associations.filter(
      ({ type, source, target }) => type === HAS_MEMBER && source === set?.id && target === entry.id,
    );
    if (members.length !== 1) faults.push(metadataFault(entry.id, 'HasMember', 'not-exactly-one'));
  }
  return faults;
}

function memberFaults(
  association: Association,
  setId: string | undefined,
  entries: ReadonlySet<string>,
): Fault[] {
  const { id, source, target } = association;
  if (source !== setId) return [metadataFault(id, 'sourceObject', 'unknown-object', source)];
  const status = statusOf(association);
  if (entries.has(target)) {
    if (status === undefined) return [metadataFault(id, SUBMISSION_SET_STATUS, 'required')];
    return status === 'Original' ? [] : [metadataFault(id, SUBMISSION_SET_STATUS, 'malformed', status)];
  }
  if (!isUuidUrn(target)) return [metadataFault(id, 'targetObject', 'unknown-object', target)];
  return status === 'Reference' ? [] : [metadataFault(id, SUBMISSION_SET_STATUS, 'malformed', status)];
}
