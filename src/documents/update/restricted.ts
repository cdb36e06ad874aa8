import type { Fault, RefusalCode } from '../../errors.ts';
import { type DocumentEntry, ONLINE, type SubmittedDocumentEntry } from '../../model/document-entry.ts';
import { parseCx, sameCx } from '../../model/hl7v2.ts';
import type { ResolvedOperation } from './resolve.ts';
import type { UpdatePolicy } from './update.ts';

/**
 * What a Restricted Metadata Update may not touch (IHE RMU 3.92.4.1.3): of a document its repository, its community, its kind,
 * whether it can be had, and whose it is, as source and domain say. uniqueId and logical id are those of every update.
 */
const UNMODIFIABLE: readonly [
  string,
  (entry: SubmittedDocumentEntry | DocumentEntry) => string | undefined,
][] = [
  ['objectType', ({ objectType }) => objectType],
  ['repositoryUniqueId', ({ repositoryUniqueId }) => repositoryUniqueId],
  ['homeCommunityId', ({ homeCommunityId }) => homeCommunityId],
  ['sourcePatientId', ({ sourcePatientId }) => sourcePatientId],
  ['documentAvailability', ({ documentAvailability = ONLINE }) => documentAvailability],
];

/**
 * The rules of ITI-92 beyond those of ITI-57: only entries, of whatever kind, and of them only the attributes that a document
 * administrator may be trusted with. XDSObjectTypeError, UnmodifiableMetadataError, XDSPatientIDReconciliationError for
 * another patient, LocalPolicyRestrictionError for another content than the one that our own repository keeps.
 */
export const restricted: UpdatePolicy = (operation) => {
  if (operation.kind !== 'update-entry') return [otherObject(operation)];
  const { entry, previous } = operation;
  const before = previous.model();
  const fault = (code: RefusalCode, about: string): Fault => ({
    code,
    detail: `${entry.id}: ${about} may not be changed`,
    about,
    location: entry.id,
  });
  const faults = UNMODIFIABLE.filter(([, read]) => read(entry) !== read(before)).map(([attribute]) =>
    fault('UnmodifiableMetadataError', attribute),
  );
  if (!sameCx(parseCx(entry.patientId), parseCx(before.patientId))) {
    faults.push(fault('XDSPatientIDReconciliationError', 'patientId'));
  }
  const otherContent = entry.hash?.toLowerCase() !== before.hash?.toLowerCase() || entry.size !== before.size;
  if (previous.keptHere && otherContent) faults.push(fault('LocalPolicyRestrictionError', 'hash, size'));
  return faults;
};

function otherObject(operation: ResolvedOperation): Fault {
  return {
    code: 'XDSObjectTypeError',
    detail: `${operation.by}: ${operation.kind} in a restricted update`,
    about: operation.by,
    location: operation.by,
  };
}
