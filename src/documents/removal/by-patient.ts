import type { Refusal } from '../../errors.ts';

/** What was removed of one patient, for that patient's journal. */
export interface RemovedOfPatient {
  readonly patientKey: number;
  /** uniqueIds, each once. */
  readonly documents: readonly string[];
}

/** @param removed the patient of everything that goes, with the uniqueId where it is a document. */
export function byPatient(
  removed: readonly { readonly patientKey: number; readonly uniqueId?: string }[],
): readonly RemovedOfPatient[] {
  const documents = new Map<number, Set<string>>();
  for (const { patientKey, uniqueId } of removed) {
    const known = documents.get(patientKey) ?? new Set();
    if (uniqueId !== undefined) known.add(uniqueId);
    documents.set(patientKey, known);
  }
  return [...documents].map(([patientKey, uniqueIds]) => ({ patientKey, documents: [...uniqueIds] }));
}

/** A removal that is not done, and the patients of what the caller may see of what it named. */
export type RefusedRemoval = Refusal & { readonly concerned: readonly { readonly patientKey: number }[] };

/** Traces of a refusal are those of each patient; of none, whom the assertion names. */
export function ofPatients(refusal: Refusal, removed: readonly RemovedOfPatient[]): RefusedRemoval {
  return { ...refusal, concerned: removed.map(({ patientKey }) => ({ patientKey })) };
}
