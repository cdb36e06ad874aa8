import { isRefusal, type Refusal, refuseAll } from '../errors.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import { againstRegistry } from './against-registry.ts';
import { unknownPatient } from './known-patient.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import type { Weighed } from './pairing.ts';
import { type Acceptance, alreadyDone, answerToConflict, registrationWrites } from './registration-writes.ts';
import { registeredObjects } from './submission.ts';
import { submissionFaults } from './validation/validate-submission.ts';

/**
 * The rules of ITI-42 (ITI TF-2 3.42.4.1.3): those of a deposit as far as metadata go. The content lies in the repository
 * that each entry names, so that its hash and size are believed and nothing is kept. Tells all faults of one step together:
 * metadata; duplicates; relationships.
 */
export async function register(
  objects: SubmittedObjects,
  caller: Caller,
  options: DocumentsOptions,
): Promise<Acceptance | Refusal> {
  const { domain, config } = options;
  const on = new Date(caller.at);
  const refused = refuseAll(submissionFaults(objects, { ...config, domain, on, receiver: 'registry' }));
  if (refused !== undefined) return refused;
  const unknown = unknownPatient(caller.record, domain.rules);
  if (unknown !== undefined) return unknown;
  const patientKey = caller.record?.patient.key;
  const documents = objects.entries.map(weighed);
  const uniqueIds = objects.entries.map(({ uniqueId }) => uniqueId);
  const checked = await againstRegistry(objects, documents, new Map(), patientKey, caller, options);
  if (checked === 'again') return alreadyDone(uniqueIds);
  if (isRefusal(checked)) return checked;
  const registered = registeredObjects(objects, documents, caller.at);
  return {
    documents: uniqueIds,
    writes: registrationWrites(registered, [], checked, caller, options),
    onConflict: answerToConflict(objects.submissionSets[0]!, documents, patientKey, caller, options),
    abandon: async () => {},
  };
}

/** @throws Error when validation has let something through that it should not have. */
function weighed(entry: SubmittedObjects['entries'][number]): Weighed {
  const { hash, size, repositoryUniqueId } = entry;
  if (hash === undefined || size === undefined || repositoryUniqueId === undefined) {
    throw new Error('a validated entry has hash, size and repositoryUniqueId');
  }
  return { entry, hash, size, repositoryUniqueId };
}
