import type { Fault } from '../../errors.ts';
import type { SubmittedDocumentEntry } from '../../model/document-entry.ts';
import type { Act, EventType } from '../../model/event.ts';
import type { SubmittedObjects } from '../../model/submission.ts';
import type { UpdateOperation } from '../../model/update-rights.ts';
import type { EntryVersion } from '../../store/versions.ts';
import type { Caller, UpdateBounds } from '../options.ts';
import { reachFault } from './may-update.ts';
import type { ResolvedOperation } from './resolve.ts';
import { statusOperation, visibilityChange } from './visibility-change.ts';

/** What an operation does to a document by the rules of the DMP. */
interface Judged {
  readonly document: EntryVersion;
  readonly does: readonly UpdateOperation[];
  /** The new version as it is stored, where there is one. */
  readonly version?: SubmittedDocumentEntry;
}

function judge(operation: ResolvedOperation): Judged | readonly Fault[] {
  if (operation.kind === 'update-entry') {
    const { previous, entry } = operation;
    const change = visibilityChange(previous.model(), entry);
    if ('faults' in change) return change.faults;
    return { document: previous, does: change.operations, version: change.version };
  }
  if (operation.kind === 'update-status' && operation.object.kind === 'entry') {
    const does = statusOperation(operation.from, operation.to);
    if (does === undefined) return [notOfTables(operation.by, `NewStatus ${operation.to}`)];
    return { document: operation.object.version, does: [does] };
  }
  return [notOfTables(operation.by, operation.by)];
}

function notOfTables(location: string, about: string): Fault {
  const detail = `${location}: no change of visibility or status that the tables of rights know`;
  return { code: 'XDSMetadataUpdateOperationError', detail, about, location };
}

/**
 * What a domain with a habilitation matrix demands of an operation beyond the rules of every update (TD3.3): it changes the
 * visibility or the status of a document and nothing else, and the rights of the caller reach the document.
 * @returns the faults of `visibilityChange`; XDSMetadataUpdateOperationError for folders and associations; AccessDenied.
 */
export function boundsFaults(
  operation: ResolvedOperation,
  { rights }: UpdateBounds,
  { record }: Caller,
): readonly Fault[] {
  const judged = judge(operation);
  if (!('does' in judged)) return judged;
  const denied = reachFault(judged.document.model(), judged.does, rights, record);
  return denied === undefined ? [] : [denied];
}

/** The same update with each new version as it is to be stored, once `boundsFaults` has nothing against it. */
export function withoutOtherChanges(
  objects: SubmittedObjects,
  operations: readonly ResolvedOperation[],
): { readonly objects: SubmittedObjects; readonly operations: readonly ResolvedOperation[] } {
  const versions = new Map<SubmittedDocumentEntry, SubmittedDocumentEntry>();
  for (const operation of operations) {
    const judged = judge(operation);
    if (operation.kind === 'update-entry' && 'does' in judged && judged.version !== undefined) {
      versions.set(operation.entry, judged.version);
    }
  }
  const settled = (entry: SubmittedDocumentEntry) => versions.get(entry) ?? entry;
  return {
    objects: { ...objects, entries: objects.entries.map(settled) },
    operations: operations.map((one) =>
      one.kind === 'update-entry' ? { ...one, entry: settled(one.entry) } : one,
    ),
  };
}

/** The name that each thing done has in the patient's journal. */
const EVENTS: Readonly<Record<UpdateOperation, EventType>> = {
  mask: 'TD3.3a-mask',
  unmask: 'TD3.3a-unmask',
  hide: 'TD3.3b-hide',
  show: 'TD3.3b-show',
  archive: 'TD3.3d-archive',
  unarchive: 'TD3.3d-unarchive',
  delete: 'TD3.3c-delete',
};

/** What operations do, by the names of the journal, each with the uniqueIds of its documents. */
export function actsOf(operations: readonly ResolvedOperation[]): readonly Act[] {
  const judged = operations.map(judge).filter((one): one is Judged => 'does' in one);
  return (Object.keys(EVENTS) as UpdateOperation[]).flatMap((operation) => {
    const documents = judged
      .filter(({ does }) => does.includes(operation))
      .map(({ document }) => document.uniqueId);
    return documents.length === 0 ? [] : [{ event: EVENTS[operation], documents }];
  });
}
