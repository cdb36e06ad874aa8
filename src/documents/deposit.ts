import { type Fault, type Refusal, refuse, refuseAll } from '../errors.ts';
import { parseCx } from '../model/hl7v2.ts';
import type { RegisteredObjects, SubmissionSet, SubmittedObjects } from '../model/submission.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Conflict, RegisterCommand, WriteCommand } from '../store/store.ts';
import { readCda } from './cda-content.ts';
import { followsDmp } from './dmp-domain.ts';
import { duplicatesOf } from './duplicates.ts';
import { imputationOf } from './imputation.ts';
import { lotFaults } from './lot.ts';
import type { Caller, DocumentsOptions, SubmittedDocument } from './options.ts';
import { type Pair, pair } from './pairing.ts';
import { type Relations, relationsOf } from './relations.ts';
import { registeredObjects } from './submission.ts';
import { isToldAlready } from './told-already.ts';
import { metadataFault } from './validation/metadata-fault.ts';
import { submissionFaults } from './validation/validate-submission.ts';

/** One submission as it came by any wire: metadata and documents. */
export interface Submission {
  readonly objects: SubmittedObjects;
  readonly documents: readonly SubmittedDocument[];
}

/** A deposit that may be stored, in the shape that a transaction hands on (`Outcome`). */
export interface Deposit {
  /** uniqueIds of the documents. */
  readonly documents: readonly string[];
  /** Nothing when the same deposit has been made before. */
  readonly writes: readonly WriteCommand[];
  /** `already-done`: the same deposit has been stored in between. */
  readonly onConflict: (conflict: Conflict) => Promise<Refusal | 'already-done'>;
  /** Removes the content that was kept. */
  readonly abandon: () => Promise<void>;
}

/**
 * The rules of ITI-41 (ITI TF-2 3.41.4.1.3) and of the DMP's TD2.1, whatever the wire. Checks in this order, telling all
 * faults of one step together: metadata, documents with their hash and size, and, where no document is missing, agreement
 * of CDA documents with their entries, author and signature of the lot; duplicates; relationships. Then keeps the content,
 * durably.
 * Nothing is stored when it is refused; the caller discards what it received.
 */
export async function deposit(
  submission: Submission,
  caller: Caller,
  options: DocumentsOptions,
): Promise<Deposit | Refusal> {
  const { objects, documents } = submission;
  const { domain, config } = options;
  const [set] = objects.submissionSets;
  const metadata = submissionFaults(objects, { ...config, domain, on: new Date(caller.at) });
  const { pairs, faults } = pair(objects.entries, documents, followsDmp(domain.rules));
  const formal = [...metadata, ...faults];
  // Where every document has come, what is wrong inside is told too: a sender learns of all faults of a lot at once.
  if (set === undefined || faults.length > 0) return refuseAll(formal)!;
  if (formal.length === 0 && caller.record === undefined && domain.rules.recordsRequired) {
    return refuse('XDSUnknownPatientId', 'no record');
  }
  const patientKey = caller.record?.patient.key;

  const cda = await readCda(pairs, options);
  const inside = [...cda.faults, ...(await lotFaults(set, pairs, caller, options))];
  const refused = refuseAll([...formal, ...inside.filter((fault) => !isToldAlready(fault, formal))]);
  if (refused !== undefined) return refused;

  // Looked up before the duplicates: a deposit that was made in between would otherwise be judged by what it replaced.
  const relations = await relationsOf(objects, cda.headers, patientKey, caller, options);
  const duplicates = await duplicatesOf(pairs, patientKey, caller, options);
  const uniqueIds = pairs.map(({ entry }) => entry.uniqueId);
  if (duplicates === 'again') return alreadyDone(uniqueIds);
  if (duplicates !== 'none') return refuseAll(duplicates)!;

  const unrelated = refuseAll(relations.faults);
  if (unrelated !== undefined) return unrelated;

  const blobs = await keepAll(pairs, options.blobs);
  const registered = registeredObjects(objects, pairs, domain.rules.repositoryUniqueId);
  return {
    documents: uniqueIds,
    writes: [
      ...(patientKey === undefined ? [admission(set.patientId, caller.at)] : []),
      registerCommand(registered, blobs, relations, patientKey, caller, options),
    ],
    // Whatever stands against it, the same deposit made in between is answered as that one was.
    onConflict: async (conflict) =>
      conflict.conflict !== 'record-missing' &&
      (await duplicatesOf(pairs, patientKey, caller, options)) === 'again'
        ? 'already-done'
        : conflictRefusal(conflict, set),
    abandon: () => removeAll(blobs, options.blobs),
  };
}

function alreadyDone(documents: readonly string[]): Deposit {
  return {
    documents,
    writes: [],
    onConflict: async (conflict) => {
      throw new Error(`conflict without a write: ${conflict.conflict}`);
    },
    abandon: async () => {},
  };
}

/** Keeps the content of every document, or of none. */
async function keepAll(pairs: readonly Pair[], blobs: BlobStore): Promise<readonly string[]> {
  const kept = await Promise.allSettled(pairs.map(({ content }) => blobs.keep(content)));
  const keys = kept.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failure = kept.find((one) => one.status === 'rejected');
  if (failure === undefined) return keys;
  await removeAll(keys, blobs);
  throw failure.reason;
}

async function removeAll(keys: readonly string[], blobs: BlobStore): Promise<void> {
  await Promise.all(keys.map((key) => blobs.remove(key)));
}

/** Where patients need no record, the first document of one makes it known. */
function admission(patientId: string, at: string): WriteCommand {
  const { value, authority } = parseCx(patientId);
  return { kind: 'admit-patient', value, authority, at };
}

function registerCommand(
  registered: RegisteredObjects,
  blobs: readonly string[],
  relations: Relations,
  patientKey: number | undefined,
  caller: Caller,
  { domain, renderings }: DocumentsOptions,
): RegisterCommand {
  return {
    kind: 'register',
    patientKey: patientKey ?? 'admitted',
    depositor: imputationOf(caller.subject).id,
    at: caller.at,
    submissionSet: registered.submissionSet,
    submissionSetEbrim: renderings.submissionSet(registered.submissionSet),
    entries: registered.entries.map((entry, at) => ({
      entry,
      ebrim: renderings.ebrim(entry),
      fhir: renderings.fhir(entry),
      blob: blobs[at]!,
    })),
    associations: registered.associations.map((association) => ({
      association,
      ebrim: renderings.association(association),
    })),
    deprecates: relations.deprecates.map((entry) => ({
      entryUuid: entry.entryUuid,
      ebrim: renderings.ebrim(entry),
      fhir: renderings.fhir(entry),
    })),
    relatesTo: relations.relatesTo,
    sameDocumentAgain: domain.rules.sameDocumentAgain === 'second-entry',
  };
}

/** What another deposit, written in between, makes of this one. */
function conflictRefusal(conflict: Conflict, set: SubmissionSet): Refusal {
  const detail = `conflict: ${conflict.conflict}`;
  switch (conflict.conflict) {
    case 'submission-set-exists':
      return refuse('XDSDuplicateUniqueIdInRegistry', detail, { about: conflict.uniqueId, location: set.id });
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
    case 'record-missing':
      return refuse('XDSUnknownPatientId', detail);
    default:
      throw new Error(detail);
  }
}
