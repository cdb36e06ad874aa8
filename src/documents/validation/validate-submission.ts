import type { Fault } from '../../errors.ts';
import { ON_DEMAND } from '../../model/document-entry.ts';
import { parseCx, sameCx } from '../../model/hl7v2.ts';
import { isUuidUrn } from '../../model/oid.ts';
import type { SubmittedObjects } from '../../model/submission.ts';
import type { EntryAttribute } from '../../terminology/affinity-domain.ts';
import { associationFaults } from './associations.ts';
import { type EntryRules, entryFaults } from './entry.ts';
import { folderFaults } from './folder.ts';
import { metadataFault } from './metadata-fault.ts';
import { submissionSetFaults } from './submission-set.ts';

export interface SubmissionRules extends EntryRules {
  /** Whom the message was sent to: a registry must be told what a repository would add (ITI TF-3 Table 4.3.1-3). */
  readonly receiver: 'registry' | 'repository';
}

/** What the registry must be told of a document that lies elsewhere. */
const OF_CONTENT: readonly EntryAttribute[] = ['hash', 'size', 'repositoryUniqueId'];

/**
 * Checks all metadata of one submission that can be checked without the store (ITI TF-3 4.2, 4.3; ITI TF-2 3.41.4.1.3,
 * 3.42.4.1.3).
 * @returns every fault found, each with the id of its object: XDSRegistryMetadataError, XDSPatientIdDoesNotMatch,
 * XDSRegistryDuplicateUniqueIdInMessage, from a repository XDSRepositoryDuplicateUniqueIdInMessage.
 */
export function submissionFaults(objects: SubmittedObjects, rules: SubmissionRules): Fault[] {
  const [set, another] = objects.submissionSets;
  const faults: Fault[] = [];
  if (set === undefined || another !== undefined) {
    faults.push(metadataFault(another?.id ?? '', 'SubmissionSet', 'not-exactly-one'));
  }
  const { documentsRequired, folders } = rules.domain.rules;
  const members = [
    ...objects.entries,
    ...(documentsRequired || rules.objectType === ON_DEMAND
      ? []
      : [...objects.folders, ...objects.associations]),
  ];
  if (members.length === 0) faults.push(metadataFault(set?.id ?? '', 'DocumentEntry', 'required'));
  const further = rules.receiver === 'registry' ? OF_CONTENT : [];
  for (const one of objects.submissionSets) faults.push(...submissionSetFaults(one, rules));
  for (const entry of objects.entries) faults.push(...entryFaults(entry, rules, further));
  for (const folder of objects.folders) faults.push(...folderFaults(folder, rules));
  return [
    ...faults,
    ...identifierFaults(objects),
    ...patientFaults(objects),
    ...repeatedUniqueIds(objects, rules.receiver),
    ...associationFaults(objects, folders),
  ];
}

/** Every object has an id of its own: a symbolic one, or a UUID in full. */
function identifierFaults(objects: SubmittedObjects): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { id } of allOf(objects)) {
    if (id === '') faults.push(metadataFault(id, 'id', 'required'));
    else if (seen.has(sameId(id))) faults.push(metadataFault(id, 'id', 'repeated-id', id));
    else if (id.startsWith('urn:') && !isUuidUrn(id)) {
      faults.push(metadataFault(id, 'id', 'malformed-uuid', id));
    }
    seen.add(sameId(id));
  }
  return faults;
}

function allOf({ submissionSets, entries, folders, associations }: SubmittedObjects) {
  return [...submissionSets, ...entries, ...folders, ...associations];
}

/** UUIDs are compared in lower case; symbolic ids as they are. */
function sameId(id: string): string {
  return isUuidUrn(id) ? id.toLowerCase() : id;
}

/** All objects of a submission speak of one patient; CX.5 and CX.7 do not count. */
function patientFaults({ submissionSets, entries, folders }: SubmittedObjects): Fault[] {
  const set = submissionSets[0];
  if (set === undefined) return [];
  const expected = parseCx(set.patientId);
  return [...entries, ...folders]
    .filter(({ patientId }) => !sameCx(parseCx(patientId), expected))
    .map(({ id, patientId }) => ({
      code: 'XDSPatientIdDoesNotMatch',
      detail: `${id}: patientId of another than the SubmissionSet`,
      about: patientId,
      location: id,
    }));
}

function repeatedUniqueIds(
  { submissionSets, entries, folders }: SubmittedObjects,
  receiver: SubmissionRules['receiver'],
): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { id, uniqueId } of [...submissionSets, ...entries, ...folders]) {
    if (uniqueId !== '' && seen.has(uniqueId)) {
      faults.push({
        code:
          receiver === 'registry'
            ? 'XDSRegistryDuplicateUniqueIdInMessage'
            : 'XDSRepositoryDuplicateUniqueIdInMessage',
        detail: `${id}: ${uniqueId} is in the message twice`,
        about: uniqueId,
        location: id,
      });
    }
    seen.add(uniqueId);
  }
  return faults;
}
