import { uniqueIdOf } from '../cda/document-id.ts';
import type { CdaHeader } from '../cda/header.ts';
import type { Fault } from '../errors.ts';
import {
  APPROVED,
  DEPRECATED,
  type DocumentEntry,
  type SubmittedDocumentEntry,
} from '../model/document-entry.ts';
import { HAS_MEMBER, type SubmittedObjects } from '../model/submission.ts';
import type { ReplacementTarget } from '../store/store.ts';
import { followsDmp } from './dmp-domain.ts';
import { imputationOf } from './imputation.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import { REPLACEMENTS } from './validation/associations.ts';
import { metadataFault } from './validation/metadata-fault.ts';

export interface Relations {
  readonly faults: readonly Fault[];
  /** What becomes Deprecated, as it will be. */
  readonly deprecates: readonly DocumentEntry[];
  /** entryUUIDs that must still be Approved when the submission is stored. */
  readonly relatesTo: readonly string[];
}

/**
 * Looks up what the associations of a submission point at in the registry (ITI TF-2 3.42.4.1.3.3).
 * A target that is not there, is of another patient or, in the DMP, is not the depositor's own is told in one way:
 * UnresolvedReferenceException, and XDSRegistryMetadataError beside it, which is the code that the NIST tests look for.
 * A target that is not Approved is XDSRegistryDeprecatedDocumentError. A replacement and the `relatedDocument` of its CDA
 * document must name the same document: InvalidDocumentContent.
 * @param headers of the CDA documents of the submission, by entry.
 */
export async function relationsOf(
  objects: SubmittedObjects,
  headers: ReadonlyMap<SubmittedDocumentEntry, CdaHeader>,
  patientKey: number | undefined,
  caller: Caller,
  options: DocumentsOptions,
): Promise<Relations> {
  const inMessage = new Set([...objects.entries, ...objects.submissionSets].map(({ id }) => id));
  const faults: Fault[] = [];
  const deprecates: DocumentEntry[] = [];
  const relatesTo: string[] = [];
  const replacedBy = new Map<string, string[]>();
  for (const { id, type, source, target: reference } of objects.associations) {
    if (inMessage.has(reference)) continue;
    const target = await options.store.documents.replacementTarget(reference.toLowerCase());
    if (target === undefined || target.patientKey !== patientKey || !mayRelate(target, caller, options)) {
      faults.push(...unresolved(id, reference));
    } else if (type === HAS_MEMBER) {
      // A reference from the lot alone says nothing of the document, whatever its status.
    } else if (target.availabilityStatus !== APPROVED) {
      faults.push({
        code: 'XDSRegistryDeprecatedDocumentError',
        detail: `${reference} is ${target.availabilityStatus}`,
        about: reference,
        location: id,
      });
    } else if (REPLACEMENTS.includes(type)) {
      deprecates.push({ ...target.model(), availabilityStatus: DEPRECATED });
      replacedBy.set(source, [...(replacedBy.get(source) ?? []), target.uniqueId]);
    } else {
      relatesTo.push(target.entryUuid);
    }
  }
  // A target that did not resolve has been told already; comparing documents would only tell it twice.
  if (faults.length === 0) {
    for (const [entry, header] of headers) {
      const replaced = replacedBy.get(entry.id) ?? [];
      if (!(await agrees(header, replaced, patientKey, caller, options))) {
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
    }
  }
  return { faults, deprecates, relatesTo };
}

function unresolved(location: string, reference: string): Fault[] {
  const detail = `${reference}: absent, of another patient, or not the depositor's own`;
  return [
    { code: 'UnresolvedReferenceException', detail, about: reference, location },
    metadataFault(location, 'targetObject', 'unknown-object', reference),
  ];
}

/**
 * In the DMP a document is replaced by its author, or by its author's structure. The structure that a professional names
 * beside its card is nobody's word but its own, so it opens nothing.
 */
function mayRelate(target: ReplacementTarget, { subject }: Caller, { domain }: DocumentsOptions): boolean {
  if (!followsDmp(domain.rules)) return true;
  const { kind, id } = imputationOf(subject);
  return kind === 'structure' ? target.institutionIds.includes(id) : target.authorIds.includes(id);
}

/**
 * The documents that a CDA header says it replaces are those that the associations replace. A header may name one that
 * this server never had from this depositor: a first deposit here of a document that has a history elsewhere.
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
      registration !== undefined &&
      registration.patientKey === patientKey &&
      registration.depositor === imputationOf(caller.subject).id;
    if (known) return false;
  }
  return true;
}
