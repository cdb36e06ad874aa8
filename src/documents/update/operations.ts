import type { Fault } from '../../errors.ts';
import type { SubmittedDocumentEntry } from '../../model/document-entry.ts';
import {
  type Association,
  type Folder,
  HAS_MEMBER,
  SUBMIT_ASSOCIATION,
  type SubmittedObjects,
  UPDATE_AVAILABILITY_STATUS,
} from '../../model/submission.ts';

/** What makes an entry or folder of the message a new version. */
interface NewVersion {
  /** Id of the association that asks for it. */
  readonly by: string;
  readonly previousVersion: number;
  /** Whether the new version takes over the associations of the one before. */
  readonly propagates: boolean;
}

/** One operation of an update, by what triggers it in the message (IHE Metadata Update 3.57.4.1.3). */
export type MetadataOperation =
  | (NewVersion & { readonly kind: 'update-entry'; readonly entry: SubmittedDocumentEntry })
  | (NewVersion & { readonly kind: 'update-folder'; readonly folder: Folder })
  | {
      readonly kind: 'update-status';
      readonly by: string;
      /** Id of an object of the registry, or of a new version in the message. */
      readonly target: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'submit-association'; readonly by: string; readonly association: Association };

export interface Recognised {
  readonly operations: readonly MetadataOperation[];
  readonly faults: readonly Fault[];
}

/** The slots that say which operation an association asks for; one that belongs to another operation is a fault. */
const PREVIOUS_VERSION = 'PreviousVersion';
const PROPAGATION = 'AssociationPropagation';
const ORIGINAL_STATUS = 'OriginalStatus';
const NEW_STATUS = 'NewStatus';
const TRIGGERS = [PREVIOUS_VERSION, PROPAGATION, ORIGINAL_STATUS, NEW_STATUS];

/**
 * Recognises the operations of an update. Every association of the message is the trigger of exactly one, or is submitted by
 * one; every entry and folder is a new version by exactly one.
 * @returns the operations, and for what is none or several XDSMetadataUpdateOperationError; XDSInvalidRequestException for an
 * entry or folder that is an initial version, and XDSMetadataUpdateError beside it where a previous version is named.
 */
export function recognise(objects: SubmittedObjects): Recognised {
  const set = objects.submissionSets[0]?.id;
  const operations: MetadataOperation[] = [];
  const faults: Fault[] = [];
  const triggers = objects.associations.filter(({ source }) => source === set);
  for (const trigger of triggers) {
    const read = operationOf(trigger, objects);
    if ('code' in read) faults.push(read);
    else operations.push(read);
  }
  for (const object of [...objects.entries, ...objects.folders]) {
    const asking = triggers.filter(({ type, target }) => type === HAS_MEMBER && target === object.id);
    faults.push(...initialVersionFaults(object, asking));
    if (asking.length !== 1) faults.push(noOperation(object.id, `${object.id} HasMember`));
  }
  for (const { id, source } of objects.associations) {
    const asking = triggers.filter(({ type, target }) => type === SUBMIT_ASSOCIATION && target === id);
    if (source !== set && asking.length !== 1) faults.push(noOperation(id, id));
  }
  if (objects.associations.length + objects.entries.length + objects.folders.length === 0) {
    faults.push(noOperation(set ?? '', 'SubmissionSet'));
  }
  return { operations, faults };
}

function operationOf(trigger: Association, objects: SubmittedObjects): MetadataOperation | Fault {
  const { id: by, type, target } = trigger;
  if (type === HAS_MEMBER) return newVersion(trigger, objects);
  if (type === UPDATE_AVAILABILITY_STATUS) {
    const from = onlyValue(trigger, ORIGINAL_STATUS);
    const to = onlyValue(trigger, NEW_STATUS);
    const other = unfit(trigger, [ORIGINAL_STATUS, NEW_STATUS]);
    if (other !== undefined) return noOperation(by, other);
    if (from === undefined || to === undefined) {
      return noOperation(by, from === undefined ? ORIGINAL_STATUS : NEW_STATUS);
    }
    return { kind: 'update-status', by, target, from, to };
  }
  const association = objects.associations.find(({ id }) => id === target);
  const other = unfit(trigger, []);
  const submits = type === SUBMIT_ASSOCIATION && association !== undefined && association !== trigger;
  if (!submits || association.source === trigger.source) return noOperation(by, `${type} ${target}`);
  return other === undefined ? { kind: 'submit-association', by, association } : noOperation(by, other);
}

function newVersion(trigger: Association, { entries, folders }: SubmittedObjects): MetadataOperation | Fault {
  const { id: by, target } = trigger;
  const entry = entries.find(({ id }) => id === target);
  const folder = folders.find(({ id }) => id === target);
  const other = unfit(trigger, [PREVIOUS_VERSION, PROPAGATION]);
  if (other !== undefined) return noOperation(by, other);
  const previous = onlyValue(trigger, PREVIOUS_VERSION);
  if (previous === undefined || !/^[1-9][0-9]{0,8}$/.test(previous)) {
    return noOperation(by, `${PREVIOUS_VERSION} ${previous ?? ''}`.trim());
  }
  const propagation = has(trigger, PROPAGATION) ? onlyValue(trigger, PROPAGATION) : 'yes';
  if (propagation !== 'yes' && propagation !== 'no') {
    return noOperation(by, `${PROPAGATION} ${propagation ?? ''}`.trim());
  }
  const asked = { by, previousVersion: Number(previous), propagates: propagation === 'yes' };
  if (entry !== undefined) return { kind: 'update-entry', ...asked, entry };
  if (folder !== undefined) return { kind: 'update-folder', ...asked, folder };
  return noOperation(by, `HasMember ${target}`);
}

interface WithLogicalId {
  readonly id: string;
  readonly logicalId?: string;
}

/** Nothing becomes known to the registry by an update: what has no logical id of its own is an initial version. */
function initialVersionFaults({ id, logicalId }: WithLogicalId, asking: readonly Association[]): Fault[] {
  const own = logicalId === undefined || logicalId === '' || logicalId.toLowerCase() === id.toLowerCase();
  if (!own) return [];
  const initial = { detail: `${id} is an initial version`, about: id, location: id };
  const updates = asking.some((one) => has(one, PREVIOUS_VERSION));
  return [
    { code: 'XDSInvalidRequestException', ...initial },
    ...(updates ? [{ code: 'XDSMetadataUpdateError' as const, ...initial }] : []),
  ];
}

function has({ slots }: Association, name: string): boolean {
  return slots.some((slot) => slot.name === name);
}

/** The value of a slot that must hold exactly one. */
function onlyValue({ slots }: Association, name: string): string | undefined {
  const values = slots.filter((slot) => slot.name === name).flatMap((slot) => slot.values);
  return values.length === 1 ? values[0]?.trim() : undefined;
}

/** A trigger slot that has no place there. */
function unfit(trigger: Association, fitting: readonly string[]): string | undefined {
  return TRIGGERS.find((name) => !fitting.includes(name) && has(trigger, name));
}

function noOperation(location: string, about: string): Fault {
  return {
    code: 'XDSMetadataUpdateOperationError',
    detail: `${location}: no operation or several (${about.slice(0, 40)})`,
    about: about.slice(0, 120),
    ...(location === '' ? {} : { location }),
  };
}
