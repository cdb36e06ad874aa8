import type { Fault } from '../../errors.ts';
import { APPROVED, ON_DEMAND } from '../../model/document-entry.ts';
import { HAS_MEMBER, IS_SNAPSHOT_OF } from '../../model/submission.ts';
import type { EntryVersion } from '../../store/versions.ts';
import type { DomainRules } from '../../terminology/affinity-domain.ts';
import { RELATIONSHIPS } from '../validation/associations.ts';
import { metadataFault } from '../validation/metadata-fault.ts';
import type { End, ResolvedOperation } from './resolve.ts';

type Of<K extends ResolvedOperation['kind']> = Extract<ResolvedOperation, { kind: K }>;

/**
 * What stands against one operation in the registry as it is (IHE Metadata Update 3.57.4.1.3): XDSMetadataIdentifierError,
 * XDSMetadataVersionError, XDSPatientIdDoesNotMatch, XDSPatientIDReconciliationError, XDSRegistryMetadataError,
 * XDSMetadataUpdateError for everything else.
 * @param patientKey of the SubmissionSet's patient; undefined when it is not known yet.
 */
export function preconditionFaults(
  operation: ResolvedOperation,
  patientKey: number | undefined,
  rules: Pick<DomainRules, 'statusChanges'>,
): Fault[] {
  switch (operation.kind) {
    case 'update-entry':
      return entryFaults(operation);
    case 'update-folder':
      return folderFaults(operation);
    case 'update-status':
      return statusFaults(operation, patientKey, rules);
    case 'submit-association':
      return associationFaults(operation, patientKey);
  }
}

function entryFaults({ entry, previous, previousVersion }: Of<'update-entry'>): Fault[] {
  const { id, uniqueId, objectType } = entry;
  const before = previous.model();
  return [
    ...(uniqueId === before.uniqueId ? [] : [otherIdentifier(id, 'uniqueId', uniqueId)]),
    ...(objectType === before.objectType ? [] : [otherIdentifier(id, 'objectType', objectType)]),
    ...versionFaults(id, previousVersion, previous.version),
    ...contentFaults(entry, previous),
  ];
}

function folderFaults({ folder, previous, previousVersion }: Of<'update-folder'>): Fault[] {
  const { id, uniqueId } = folder;
  return [
    ...(uniqueId === previous.model().uniqueId ? [] : [otherIdentifier(id, 'Folder.uniqueId', uniqueId)]),
    ...versionFaults(id, previousVersion, previous.version),
    ...(previous.availabilityStatus === APPROVED ? [] : [updateFault(id, previous.availabilityStatus)]),
  ];
}

/** What our own repository keeps is what it is: an entry of it may not tell of another content or another place. */
function contentFaults({ id, ...entry }: Of<'update-entry'>['entry'], previous: EntryVersion): Fault[] {
  if (!previous.keptHere) return [];
  const before = previous.model();
  const same = (one: string | undefined, other: string | undefined) =>
    one?.toLowerCase() === other?.toLowerCase();
  return [
    ...(same(entry.hash, before.hash) ? [] : [updateFault(id, 'hash')]),
    ...(entry.size === before.size ? [] : [updateFault(id, 'size')]),
    ...(entry.repositoryUniqueId === before.repositoryUniqueId
      ? []
      : [updateFault(id, 'repositoryUniqueId')]),
  ];
}

function versionFaults(location: string, named: number, latest: number): Fault[] {
  if (named === latest) return [];
  const detail = `${location}: version ${named} is not the latest, ${latest}`;
  return [{ code: 'XDSMetadataVersionError', detail, about: `PreviousVersion ${named}`, location }];
}

function statusFaults(
  { by, target, from, to, object }: Of<'update-status'>,
  patientKey: number | undefined,
  { statusChanges }: Pick<DomainRules, 'statusChanges'>,
): Fault[] {
  const faults: Fault[] = [];
  if (object.version.patientKey !== patientKey) {
    const detail = `${target} is of another patient than the SubmissionSet`;
    faults.push({ code: 'XDSPatientIdDoesNotMatch', detail, about: target, location: by });
  }
  if (object.kind === 'association') {
    if (object.version.sourceKind === 'submission-set') faults.push(updateFault(by, target));
  } else if (!object.version.latest) {
    const detail = `${target} is not the latest version`;
    faults.push({ code: 'XDSMetadataVersionError', detail, about: target, location: by });
  }
  if (object.version.availabilityStatus !== from) faults.push(updateFault(by, `OriginalStatus ${from}`));
  if (!statusChanges.some((one) => one.from === from && one.to === to)) {
    faults.push(updateFault(by, `NewStatus ${to}`));
  }
  return faults;
}

function associationFaults(
  { association, source, end }: Of<'submit-association'>,
  patientKey: number | undefined,
): Fault[] {
  const { id, type, target } = association;
  const faults: Fault[] = [];
  if (type !== HAS_MEMBER && !RELATIONSHIPS.includes(type)) {
    return [metadataFault(id, 'associationType', 'not-supported', type)];
  }
  if (source.kind !== (type === HAS_MEMBER ? 'folder' : 'entry')) {
    faults.push(metadataFault(id, 'sourceObject', 'wrong-end', association.source));
  }
  const onDemand = end.kind === 'entry' && end.version.model().objectType === ON_DEMAND;
  const itself = association.source.toLowerCase() === target.toLowerCase();
  if (end.kind !== 'entry' || itself || (type === IS_SNAPSHOT_OF && !onDemand)) {
    faults.push(metadataFault(id, 'targetObject', 'wrong-end', target));
  }
  for (const [one, reference] of [
    [source, association.source],
    [end, target],
  ] as const) {
    if (one.version.availabilityStatus !== APPROVED) faults.push(updateFault(id, reference));
  }
  return [...faults, ...patientFaults(id, source, end, patientKey)];
}

/** What is tied together is of one patient, and of the one whom the submission names. */
function patientFaults(location: string, source: End, end: End, patientKey: number | undefined): Fault[] {
  if (source.version.patientKey !== end.version.patientKey) {
    const detail = `${location} ties objects of two patients`;
    return [{ code: 'XDSPatientIDReconciliationError', detail, about: location, location }];
  }
  if (source.version.patientKey === patientKey) return [];
  const detail = `${location} ties objects of another patient than the SubmissionSet`;
  return [{ code: 'XDSPatientIdDoesNotMatch', detail, about: location, location }];
}

function otherIdentifier(location: string, attribute: string, sent: string): Fault {
  const about = `${attribute} ${sent.slice(0, 120)}`.trim();
  return {
    code: 'XDSMetadataIdentifierError',
    detail: `${location}: ${attribute} of another object`,
    about,
    location,
  };
}

/** What an update may not do and no other code says. */
export function updateFault(location: string, about: string): Fault {
  const shown = about.slice(0, 120);
  return { code: 'XDSMetadataUpdateError', detail: `${location}: ${shown}`, about: shown, location };
}
