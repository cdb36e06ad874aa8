import type { Fault } from '../../errors.ts';
import type { DocumentEntry, SubmittedDocumentEntry } from '../../model/document-entry.ts';
import type { EventType } from '../../model/event.ts';
import type { MedicalRecord } from '../../model/record.ts';
import type { UpdateOperation, UpdateRights } from '../../model/update-rights.ts';
import { metadataFault } from '../validation/metadata-fault.ts';
import { updateFault } from './may-update.ts';
import { statusOperation, visibilityChange } from './visibility-change.ts';

/** What one message does to one document. */
export interface DocumentChange {
  /** The present version, which the caller sees. */
  readonly before: DocumentEntry;
  /** Id of the object of the message that does it. */
  readonly location: string;
  /** The new version, if there is one. */
  readonly version?: SubmittedDocumentEntry;
  /** The new status, if it changes. */
  readonly status?: string;
}

export interface JudgedChange {
  readonly operations: readonly UpdateOperation[];
  /** The new version as it is to be stored. */
  readonly version?: SubmittedDocumentEntry;
}

/**
 * Judges one change by the rules of the DMP (TD3.3) and the rights of the caller.
 * @returns what is done; or the faults: those of `visibilityChange`; XDSMetadataUpdateError for a status that may not follow
 * the present one; AccessDenied where the rights do not reach the document.
 */
export function judgeChange(
  { before, location, version, status }: DocumentChange,
  rights: UpdateRights,
  record: Pick<MedicalRecord, 'identifiers'>,
): JudgedChange | { readonly faults: readonly Fault[] } {
  const visibility = version === undefined ? undefined : visibilityChange(before, version);
  if (visibility !== undefined && 'faults' in visibility) return visibility;
  const operations = [...(visibility?.operations ?? [])];
  if (status !== undefined) {
    const operation = statusOperation(before.availabilityStatus, status);
    if (operation === undefined) {
      const code = 'XDSMetadataUpdateError';
      return { faults: [metadataFault(location, 'NewStatus', 'not-supported', status, code)] };
    }
    operations.push(operation);
  }
  const denied = updateFault(before, operations, rights, record);
  if (denied !== undefined) return { faults: [denied] };
  return { operations, ...(visibility === undefined ? {} : { version: visibility.version }) };
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

/** What was done to which documents (uniqueIds), by the names of the journal, for the traces. */
export function actsOf(
  done: readonly { readonly uniqueId: string; readonly operations: readonly UpdateOperation[] }[],
): readonly { readonly event: EventType; readonly documents: readonly string[] }[] {
  return (Object.keys(EVENTS) as UpdateOperation[]).flatMap((operation) => {
    const documents = done
      .filter(({ operations }) => operations.includes(operation))
      .map(({ uniqueId }) => uniqueId);
    return documents.length === 0 ? [] : [{ event: EVENTS[operation], documents }];
  });
}
