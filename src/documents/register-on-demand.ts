import { type Fault, type Refusal, refuseAll } from '../errors.ts';
import { ON_DEMAND } from '../model/document-entry.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import { unknownPatient } from './known-patient.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import type { Placed } from './pairing.ts';
import { type Acceptance, answerToConflict, registrationWrites } from './registration-writes.ts';
import { relationsOf } from './relations.ts';
import { registeredObjects } from './submission.ts';
import { submissionFaults } from './validation/validate-submission.ts';

/**
 * The rules of ITI-61 (ITI TF-2 3.61.4.1.3): those of ITI-42, for entries that are all On-Demand, at least one. They have no
 * hash, size or creationTime. A uniqueId may be that of On-Demand entries of the registry, which makes one more of them; that
 * of a stable one is refused, for which the Technical Framework names no code: XDSDuplicateUniqueIdInRegistry.
 */
export async function registerOnDemand(
  objects: SubmittedObjects,
  caller: Caller,
  options: DocumentsOptions,
): Promise<Acceptance | Refusal> {
  const { domain, config } = options;
  const on = new Date(caller.at);
  const rules = { ...config, domain, on, receiver: 'registry', objectType: ON_DEMAND } as const;
  const refused = refuseAll(submissionFaults(objects, rules));
  if (refused !== undefined) return refused;
  const unknown = unknownPatient(caller.record, domain.rules);
  if (unknown !== undefined) return unknown;
  const patientKey = caller.record?.patient.key;
  const stable = refuseAll(await stableUnder(objects, options));
  if (stable !== undefined) return stable;
  const relations = await relationsOf(objects, new Map(), patientKey, caller, options);
  const unrelated = refuseAll(relations.faults);
  if (unrelated !== undefined) return unrelated;
  const registered = registeredObjects(objects, objects.entries.map(placed), caller.at);
  const answer = answerToConflict(objects.submissionSets[0]!, [], patientKey, caller, options);
  return {
    documents: objects.entries.map(({ uniqueId }) => uniqueId),
    writes: registrationWrites(registered, [], relations, caller, options),
    onConflict: async (conflict) =>
      conflict.conflict === 'document-exists' ? { refused: [isStable(conflict.uniqueId)] } : answer(conflict),
    abandon: async () => {},
  };
}

async function stableUnder(
  { entries }: SubmittedObjects,
  { store }: DocumentsOptions,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const { id, uniqueId } of entries) {
    const registration = await store.documents.registration(uniqueId);
    if (registration !== undefined && !registration.onDemand) {
      faults.push({ ...isStable(uniqueId), location: id });
    }
  }
  return faults;
}

function isStable(uniqueId: string): Fault {
  return {
    code: 'XDSDuplicateUniqueIdInRegistry',
    detail: `${uniqueId} is that of a stable document`,
    about: uniqueId,
  };
}

/** @throws Error when validation has let something through that it should not have. */
function placed(entry: SubmittedObjects['entries'][number]): Placed {
  const { repositoryUniqueId } = entry;
  if (repositoryUniqueId === undefined) throw new Error('a validated entry has a repositoryUniqueId');
  return { entry, repositoryUniqueId };
}
