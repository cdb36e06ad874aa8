import { type Fault, type Refusal, refuse } from '../errors.ts';
import type { Act } from '../model/event.ts';
import { parseCx } from '../model/hl7v2.ts';
import type { RegisteredObjects, SubmissionSet } from '../model/submission.ts';
import type { Conflict, RegisterCommand, WriteCommand } from '../store/store.ts';
import { duplicatesOf } from './duplicates.ts';
import { imputationOf } from './imputation.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import type { Weighed } from './pairing.ts';
import type { Relations } from './relations.ts';
import { metadataFault } from './validation/metadata-fault.ts';

/** A submission that may be stored, in the shape that a transaction hands on (`Outcome`). */
export interface Acceptance {
  /** uniqueIds of the documents. */
  readonly documents: readonly string[];
  /** Nothing when the same deposit has been made before. */
  readonly writes: readonly WriteCommand[];
  /** `already-done`: the same deposit has been stored in between. */
  readonly onConflict: (conflict: Conflict) => Promise<Refusal | 'already-done'>;
  /** What an update did, where it is told by more than the name of the transaction. */
  readonly acts?: readonly Act[];
  /** For whose journal, where an update took documents from one patient to another: the patient's key, or the id that was sent. */
  readonly byPatient?: readonly {
    readonly patientKey?: number;
    readonly patientId?: string;
    readonly documents: readonly string[];
  }[];
  /** Removes the content that was kept. */
  readonly abandon: () => Promise<void>;
}

export function alreadyDone(documents: readonly string[]): Acceptance {
  return {
    documents,
    writes: [],
    onConflict: async (conflict) => {
      throw new Error(`conflict without a write: ${conflict.conflict}`);
    },
    abandon: async () => {},
  };
}

/**
 * What is written of a submission. Where patients need no record, the first submission of one makes it known.
 * @param blobs where the content of each entry lies; undefined for what another repository keeps.
 * @param versions what an update of metadata does beside.
 */
export function registrationWrites(
  registered: RegisteredObjects,
  blobs: readonly (string | undefined)[],
  relations: Relations,
  caller: Caller,
  { domain, renderings }: DocumentsOptions,
  versions: Pick<RegisterCommand, 'supersedes' | 'statusChanges'> = {},
): readonly WriteCommand[] {
  const patientKey = caller.record?.patient.key;
  const { submissionSet } = registered;
  const register: WriteCommand = {
    kind: 'register',
    patientKey: patientKey ?? 'admitted',
    depositor: imputationOf(caller.subject).id,
    at: caller.at,
    submissionSet,
    submissionSetEbrim: renderings.submissionSet(submissionSet),
    entries: registered.entries.map((entry, at) => ({
      entry,
      ebrim: renderings.ebrim(entry),
      fhir: renderings.fhir(entry),
      blob: blobs[at],
    })),
    folders: registered.folders,
    associations: registered.associations,
    deprecates: relations.deprecates.map((entry) => ({
      entryUuid: entry.entryUuid,
      ebrim: renderings.ebrim(entry),
      fhir: renderings.fhir(entry),
    })),
    relatesTo: relations.relatesTo,
    foldersTo: relations.foldersTo,
    ...versions,
    sameDocumentAgain: domain.rules.sameDocumentAgain === 'second-entry',
  };
  return patientKey === undefined ? [admission(submissionSet.patientId, caller.at), register] : [register];
}

function admission(patientId: string, at: string): WriteCommand {
  const { value, authority } = parseCx(patientId);
  return { kind: 'admit-patient', value, authority, at };
}

/** What is answered when the store refuses: whatever stands against it, the same deposit made in between is answered as that one was. */
export function answerToConflict(
  set: SubmissionSet,
  documents: readonly Weighed[],
  patientKey: number | undefined,
  caller: Caller,
  options: DocumentsOptions,
): Acceptance['onConflict'] {
  return async (conflict) =>
    conflict.conflict !== 'record-missing' &&
    (await duplicatesOf(documents, patientKey, caller, options)) === 'again'
      ? 'already-done'
      : conflictRefusal(conflict, set);
}

/** What another submission, written in between, makes of this one. */
export function conflictRefusal(conflict: Conflict, set: SubmissionSet): Refusal {
  const detail = `conflict: ${conflict.conflict}`;
  switch (conflict.conflict) {
    case 'submission-set-exists':
      return refuse('XDSDuplicateUniqueIdInRegistry', detail, { about: conflict.uniqueId, location: set.id });
    case 'folder-exists':
      return refuse('XDSDuplicateUniqueIdInRegistry', detail, { about: conflict.uniqueId });
    case 'document-exists':
      return refuse('XDSNonIdenticalHash', detail, { about: conflict.uniqueId });
    case 'entry-uuid-exists': {
      const fault: Fault = metadataFault(conflict.entryUuid, 'id', 'repeated-id', conflict.entryUuid);
      return { refused: [fault] };
    }
    case 'target-missing':
      return refuse('UnresolvedReferenceException', detail, { about: conflict.entryUuid });
    case 'target-not-approved':
      return refuse('XDSRegistryDeprecatedDocumentError', detail, { about: conflict.entryUuid });
    // The sender may simply send it again: what it replaces has been added to while it was under way.
    case 'dependent-missed':
      return refuse('XDSRegistryBusy', detail);
    case 'version-superseded':
      return refuse('XDSMetadataVersionError', detail, { about: conflict.id, location: conflict.id });
    case 'status-differs':
    case 'propagation-differs':
      return refuse('XDSMetadataUpdateError', detail, { about: conflict.id, location: conflict.id });
    case 'ties-patients':
      return refuse('XDSPatientIDReconciliationError', detail, { about: conflict.id, location: conflict.id });
    case 'record-missing':
    case 'identifier-subsumed':
      return refuse('XDSUnknownPatientId', detail);
    default:
      throw new Error(detail);
  }
}
