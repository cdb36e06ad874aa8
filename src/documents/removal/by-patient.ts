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
