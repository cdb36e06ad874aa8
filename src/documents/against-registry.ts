import type { CdaHeader } from '../cda/header.ts';
import { type Refusal, refuseAll } from '../errors.ts';
import type { SubmittedDocumentEntry } from '../model/document-entry.ts';
import type { SubmittedObjects } from '../model/submission.ts';
import { duplicatesOf } from './duplicates.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import type { Weighed } from './pairing.ts';
import { type Relations, relationsOf } from './relations.ts';

/**
 * What a submission that is valid by itself makes with what the registry holds: duplicates, then relationships.
 * @param headers of the CDA documents, by entry.
 * @returns `again` when the same deposit has been made before.
 */
export async function againstRegistry(
  objects: SubmittedObjects,
  documents: readonly Weighed[],
  headers: ReadonlyMap<SubmittedDocumentEntry, CdaHeader>,
  patientKey: number | undefined,
  caller: Caller,
  options: DocumentsOptions,
): Promise<Relations | 'again' | Refusal> {
  // Looked up before the duplicates: a deposit that was made in between would otherwise be judged by what it replaced.
  const relations = await relationsOf(objects, headers, patientKey, caller, options);
  const duplicates = await duplicatesOf(documents, patientKey, caller, options);
  if (duplicates === 'again') return 'again';
  if (duplicates !== 'none') return refuseAll(duplicates)!;
  return refuseAll(relations.faults) ?? relations;
}
