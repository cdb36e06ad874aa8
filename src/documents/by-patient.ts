/** What a request did to one patient's documents, for that patient's journal. */
export interface OfPatient {
  readonly patientKey: number;
  /** uniqueIds, each once. */
  readonly documents: readonly string[];
}

/** @param objects the patient of everything that a request reached, with the uniqueId where it is a document. */
export function byPatient(
  objects: readonly { readonly patientKey: number; readonly uniqueId?: string }[],
): readonly OfPatient[] {
  const documents = new Map<number, Set<string>>();
  for (const { patientKey, uniqueId } of objects) {
    const known = documents.get(patientKey) ?? new Set();
    if (uniqueId !== undefined) known.add(uniqueId);
    documents.set(patientKey, known);
  }
  return [...documents].map(([patientKey, uniqueIds]) => ({ patientKey, documents: [...uniqueIds] }));
}
