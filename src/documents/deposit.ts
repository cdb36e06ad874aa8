import { isRefusal, type Refusal, refuseAll } from '../errors.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import type { BlobStore } from '../store/blobs.ts';
import { againstRegistry } from './against-registry.ts';
import { readCda } from './cda-content.ts';
import { unknownPatient } from './known-patient.ts';
import { lotFaults } from './lot.ts';
import type { Caller, DocumentsOptions, SubmittedDocument } from './options.ts';
import { type Pair, pair, weigh } from './pairing.ts';
import { type Acceptance, alreadyDone, answerToConflict, registrationWrites } from './registration-writes.ts';
import { registeredObjects } from './submission.ts';
import { isToldAlready } from './told-already.ts';
import { submissionFaults } from './validation/validate-submission.ts';

/** One submission as it came by any wire: metadata and documents. */
export interface Submission {
  readonly objects: SubmittedObjects;
  readonly documents: readonly SubmittedDocument[];
}

/** A deposit that may be stored, in the shape that a transaction hands on (`Outcome`). */
export type Deposit = Acceptance;

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
  const { objects } = submission;
  const { domain, config } = options;
  const [set] = objects.submissionSets;
  const metadata = submissionFaults(objects, {
    ...config,
    domain,
    on: new Date(caller.at),
    receiver: 'repository',
  });
  const { pairs, faults } = pair(
    objects.entries,
    submission.documents,
    domain.rules.tolerates.includes('document-ids-in-other-case'),
  );
  const formal = [...metadata, ...faults];
  // Where every document has come, what is wrong inside is told too: a sender learns of all faults of a lot at once.
  if (set === undefined || faults.length > 0) return refuseAll(formal)!;
  const unknown = unknownPatient(caller.record, domain.rules);
  if (formal.length === 0 && unknown !== undefined) return unknown;
  const patientKey = caller.record?.patient.key;

  const cda = await readCda(pairs, options);
  const inside = [...cda.faults, ...(await lotFaults(set, pairs, caller, options))];
  const refused = refuseAll([...formal, ...inside.filter((fault) => !isToldAlready(fault, formal))]);
  if (refused !== undefined) return refused;

  const documents = weigh(pairs, domain.rules.repositoryUniqueId);
  const checked = await againstRegistry(objects, documents, cda.headers, patientKey, caller, options);
  const uniqueIds = pairs.map(({ entry }) => entry.uniqueId);
  if (checked === 'again') return alreadyDone(uniqueIds);
  if (isRefusal(checked)) return checked;

  const blobs = await keepAll(pairs, options.blobs);
  const registered = registeredObjects(objects, documents, caller.at);
  return {
    documents: uniqueIds,
    writes: registrationWrites(registered, blobs, checked, caller, options),
    onConflict: answerToConflict(set, documents, patientKey, caller, options),
    abandon: () => removeAll(blobs, options.blobs),
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
