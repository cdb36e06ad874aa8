import type { Fault } from '../../errors.ts';
import { parseCx, sameCx } from '../../model/hl7v2.ts';
import { isUuidUrn } from '../../model/oid.ts';
import type { SubmittedObjects } from '../../model/submission.ts';
import { associationFaults } from './associations.ts';
import { type EntryRules, entryFaults } from './entry.ts';
import { metadataFault } from './metadata-fault.ts';
import { submissionSetFaults } from './submission-set.ts';

/**
 * Checks all metadata of one submission that can be checked without the store (ITI TF-3 4.2, 4.3; ITI TF-2 3.41.4.1.3).
 * @returns every fault found, each with the id of its object: XDSRegistryMetadataError, XDSPatientIdDoesNotMatch,
 * XDSRepositoryDuplicateUniqueIdInMessage. Folders are not taken in.
 */
export function submissionFaults(objects: SubmittedObjects, rules: EntryRules): Fault[] {
  const [set, another] = objects.submissionSets;
  const faults: Fault[] = [];
  if (set === undefined || another !== undefined) {
    faults.push(metadataFault(another?.id ?? '', 'SubmissionSet', 'not-exactly-one'));
  }
  if (objects.entries.length === 0) faults.push(metadataFault(set?.id ?? '', 'DocumentEntry', 'required'));
  for (const one of objects.submissionSets) faults.push(...submissionSetFaults(one, rules));
  for (const entry of objects.entries) faults.push(...entryFaults(entry, rules));
  for (const folder of objects.folders) faults.push(metadataFault(folder.id, 'Folder', 'not-supported'));
  return [
    ...faults,
    ...identifierFaults(objects),
    ...patientFaults(objects),
    ...repeatedUniqueIds(objects),
    ...associationFaults(objects),
  ];
}

/** Every object has an id of its own: a symbolic one, or a UUID in full. */
function identifierFaults(objects: SubmittedObjects): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { id } of [...objects.submissionSets, ...objects.entries, ...objects.associations]) {
    if (id === '') faults.push(metadataFault(id, 'id', 'required'));
    else if (seen.has(id)) faults.push(metadataFault(id, 'id', 'repeated-id', id));
    else if (id.startsWith('urn:') && !isUuidUrn(id)) {
      faults.push(metadataFault(id, 'id', 'malformed-uuid', id));
    }
    seen.add(id);
  }
  return faults;
}

/** All objects of a submission speak of one patient; CX.5 and CX.7 do not count. */
function patientFaults({ submissionSets, entries }: SubmittedObjects): Fault[] {
  const set = submissionSets[0];
  if (set === undefined) return [];
  const expected = parseCx(set.patientId);
  return entries
    .filter(({ patientId }) => !sameCx(parseCx(patientId), expected))
    .map(({ id, patientId }) => ({
      code: 'XDSPatientIdDoesNotMatch',
      detail: `${id}: patientId of another than the SubmissionSet`,
      about: patientId,
      location: id,
    }));
}

function repeatedUniqueIds({ submissionSets, entries }: SubmittedObjects): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { id, uniqueId } of [...submissionSets, ...entries]) {
    if (uniqueId !== '' && seen.has(uniqueId)) {
      faults.push({
        code: 'XDSRepositoryDuplicateUniqueIdInMessage',
        detail: `${id}: ${uniqueId} is in the message twice`,
        about: uniqueId,
        location: id,
      });
    }
    seen.add(uniqueId);
  }
  return faults;
}
