import { type Fault, MOST_FAULTS } from '../../errors.ts';
import { ON_DEMAND, STABLE, type SubmittedDocumentEntry } from '../../model/document-entry.ts';
import { parseCx, sameCx } from '../../model/hl7v2.ts';
import { isUuidUrn } from '../../model/oid.ts';
import { HAS_MEMBER, type SubmittedObjects } from '../../model/submission.ts';
import type { EntryAttribute } from '../../terminology/affinity-domain.ts';
import { associationFaults, kindsOf } from './associations.ts';
import { type EntryRules, entryFaults } from './entry.ts';
import { folderFaults } from './folder.ts';
import { memberFaults } from './memberships.ts';
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
 * @returns the faults found, as many as are told, each with the id of its object: XDSRegistryMetadataError, XDSPatientIdDoesNotMatch,
 * XDSRegistryDuplicateUniqueIdInMessage, from a repository XDSRepositoryDuplicateUniqueIdInMessage.
 */
export function submissionFaults(objects: SubmittedObjects, rules: SubmissionRules): Fault[] {
  const faults = numberOfSets(objects);
  const { documentsRequired, folders } = rules.domain.rules;
  const members = [
    ...objects.entries,
    ...(documentsRequired || rules.objectType === ON_DEMAND
      ? []
      : [...objects.folders, ...objects.associations]),
  ];
  if (members.length === 0) {
    faults.push(metadataFault(objects.submissionSets[0]?.id ?? '', 'DocumentEntry', 'required'));
  }
  return [...faults, ...objectFaults(objects, rules), ...associationFaults(objects, folders)];
}

/**
 * The same for an update of metadata, whose associations have rules of their own: each entry is of whatever kind it says, and
 * tells what a registry must be told (IHE Metadata Update 3.57.4.1.2).
 * @param kept whether entries are held to the version before in all but their visibility: what was valid when it was
 * registered, such as a code that has been retired since or a former id of the patient, then stays as it is.
 */
export function updateFaults(
  objects: SubmittedObjects,
  rules: Omit<SubmissionRules, 'receiver'>,
  kept = false,
): Fault[] {
  const kindOf = ({ objectType }: SubmittedDocumentEntry) => (objectType === ON_DEMAND ? ON_DEMAND : STABLE);
  return [
    ...numberOfSets(objects),
    ...objectFaults(objects, { ...rules, receiver: 'registry' }, kindOf, kept ? [] : objects.entries),
    ...membershipFaults(objects),
  ];
}

function numberOfSets({ submissionSets: [set, another] }: SubmittedObjects): Fault[] {
  return set === undefined || another !== undefined
    ? [metadataFault(another?.id ?? '', 'SubmissionSet', 'not-exactly-one')]
    : [];
}

function objectFaults(
  objects: SubmittedObjects,
  rules: SubmissionRules,
  kindOf?: (entry: SubmittedDocumentEntry) => typeof STABLE | typeof ON_DEMAND,
  entries: readonly SubmittedDocumentEntry[] = objects.entries,
): Fault[] {
  const further = rules.receiver === 'registry' ? OF_CONTENT : [];
  const rulesFor = (entry: SubmittedDocumentEntry) =>
    kindOf === undefined ? rules : { ...rules, objectType: kindOf(entry) };
  const ofEntries: Fault[] = [];
  for (const entry of entries) {
    // More are not told; where every entry has many, finding them takes longer than all else.
    if (ofEntries.length >= MOST_FAULTS) break;
    ofEntries.push(...entryFaults(entry, rulesFor(entry), further));
  }
  return [
    ...objects.submissionSets.flatMap((set) => submissionSetFaults(set, rules)),
    ...ofEntries,
    ...objects.folders.flatMap((folder) => folderFaults(folder, rules)),
    ...identifierFaults(objects),
    ...patientFaults({ ...objects, entries }),
    ...repeatedUniqueIds(objects, rules.receiver),
  ];
}

/** Memberships of the entries of an update are written as those of any submission. */
function membershipFaults(objects: SubmittedObjects): Fault[] {
  const kinds = kindsOf(objects, true);
  return objects.associations
    .filter(
      ({ type, source, target }) => type === HAS_MEMBER && source === kinds.set && kinds.entries.has(target),
    )
    .flatMap((association) => memberFaults(association, kinds));
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
