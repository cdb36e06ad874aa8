import { uniqueIdOf } from '../cda/document-id.ts';
import type { CdaHeader } from '../cda/header.ts';
import type { Fault } from '../errors.ts';
import type { SubmittedDocumentEntry } from '../model/document-entry.ts';
import { imputationOf } from './imputation.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import { metadataFault } from './validation/metadata-fault.ts';

/**
 * InvalidDocumentContent for each CDA document that names another replaced document than its associations do.
 * @param headers of the CDA documents of the submission, by entry.
 * @param replacedBy uniqueIds that are replaced, by the id of the entry that replaces them.
 */
export async function replacementFaults(
  headers: ReadonlyMap<SubmittedDocumentEntry, CdaHeader>,
  replacedBy: ReadonlyMap<string, readonly string[]>,
  patientKey: number | undefined,
  caller: Caller,
  options: DocumentsOptions,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [entry, header] of headers) {
    const replaced = replacedBy.get(entry.id) ?? [];
    if (await agrees(header, replaced, patientKey, caller, options)) continue;
    faults.push(
      metadataFault(
        entry.id,
        'relatedDocument',
        'replacement-disagrees',
        undefined,
        'InvalidDocumentContent',
      ),
    );
  }
  return faults;
}

/**
 * The documents that a CDA header says it replaces are those that the associations replace. A header may name one that
 * this server never had from this depositor, or that is deleted: a first deposit here of a document that has a history
 * elsewhere.
 */
async function agrees(
  header: CdaHeader,
  replaced: readonly string[],
  patientKey: number | undefined,
  caller: Caller,
  { store }: DocumentsOptions,
): Promise<boolean> {
  const named = header.relatedDocuments
    .filter(({ type }) => type === 'RPLC')
    .flatMap(({ parents }) => parents.map((parent) => uniqueIdOf(parent) ?? ''));
  if (replaced.some((uniqueId) => !named.includes(uniqueId))) return false;
  for (const uniqueId of named) {
    if (uniqueId === '' || replaced.includes(uniqueId)) continue;
    const registration = await store.documents.registration(uniqueId);
    const known =
      registration?.deleted === false &&
      registration.patientKey === patientKey &&
      registration.depositor === imputationOf(caller.subject).id;
    if (known) return false;
  }
  return true;
}
