import type { CdaHeader } from '../cda/header.ts';
import type { Fault } from '../errors.ts';
import {
  APPROVED,
  DELETED,
  DEPRECATED,
  type DocumentEntry,
  ON_DEMAND,
  type SubmittedDocumentEntry,
} from '../model/document-entry.ts';
import {
  type Association,
  HAS_MEMBER,
  IS_SNAPSHOT_OF,
  REPLACEMENTS,
  type SubmittedObjects,
} from '../model/submission.ts';
import type { ReplacementTarget } from '../store/store.ts';
import { replacementFaults } from './cda-replacement.ts';
import { imputationOf } from './imputation.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import { metadataFault } from './validation/metadata-fault.ts';

export interface Relations {
  readonly faults: readonly Fault[];
  /** What becomes Deprecated, as it will be: what is replaced, its transformations and addenda. */
  readonly deprecates: readonly DocumentEntry[];
  /** entryUUIDs that must still be Approved when the submission is stored. */
  readonly relatesTo: readonly string[];
  /** Folders of the registry that are given members, and must still be Approved then. */
  readonly foldersTo: readonly string[];
}

/** What one association points at in the registry. */
type Found =
  | { readonly faults: readonly Fault[] }
  | { readonly folder: string }
  | { readonly relatesTo: string }
  | { readonly replaces: ReplacementTarget }
  /** A reference from the lot alone says nothing of the document, whatever its status. */
  | 'reference';

/**
 * Looks up what the associations of a submission point at in the registry (ITI TF-2 3.42.4.1.3.3).
 * An object that is not there or, in a domain of own documents, is of another patient, not the depositor's or not shown to the
 * depositor is told in one way: UnresolvedReferenceException, and XDSRegistryMetadataError beside it, which is the code that
 * the NIST tests look for.
 * Elsewhere an object of another patient is XDSPatientIdDoesNotMatch, unless it is a document that the SubmissionSet refers
 * to. A target that is not Approved is XDSRegistryDeprecatedDocumentError, for a membership XDSRegistryMetadataError. A
 * replacement and the `relatedDocument` of its CDA document must name the same document: InvalidDocumentContent.
 * @param headers of the CDA documents of the submission, by entry.
 */
export async function relationsOf(
  objects: SubmittedObjects,
  headers: ReadonlyMap<SubmittedDocumentEntry, CdaHeader>,
  patientKey: number | undefined,
  caller: Caller,
  options: DocumentsOptions,
): Promise<Relations> {
  const { submissionSets, entries, folders, associations } = objects;
  const inMessage = new Set([...submissionSets, ...entries, ...folders, ...associations].map(({ id }) => id));
  const search: Search = { set: submissionSets[0]?.id, patientKey, caller, options };
  const faults: Fault[] = [];
  const replaces: ReplacementTarget[] = [];
  const relatesTo: string[] = [];
  const foldersTo = new Set<string>();
  const replacedBy = new Map<string, string[]>();
  for (const association of associations) {
    for (const end of ['source', 'target'] as const) {
      if (inMessage.has(association[end])) continue;
      const found = await (end === 'source' ? folderOf : targetOf)(association, search);
      if (found === 'reference') continue;
      if ('faults' in found) faults.push(...found.faults);
      else if ('folder' in found) foldersTo.add(found.folder);
      else if ('relatesTo' in found) relatesTo.push(found.relatesTo);
      else {
        const { source } = association;
        replaces.push(found.replaces);
        replacedBy.set(source, [...(replacedBy.get(source) ?? []), found.replaces.uniqueId]);
      }
    }
  }
  // A target that did not resolve has been told already; comparing documents would only tell it twice.
  if (faults.length === 0)
    faults.push(...(await replacementFaults(headers, replacedBy, patientKey, caller, options)));
  const { documents } = options.store;
  const dependents =
    replaces.length === 0 ? [] : await documents.dependents(replaces.map(({ entryUuid }) => entryUuid));
  return {
    faults,
    deprecates: [...replaces, ...dependents].map((target) => ({
      ...target.model(),
      availabilityStatus: DEPRECATED,
    })),
    relatesTo,
    foldersTo: [...foldersTo],
  };
}

interface Search {
  /** Id of the SubmissionSet in the message. */
  readonly set: string | undefined;
  readonly patientKey: number | undefined;
  readonly caller: Caller;
  readonly options: DocumentsOptions;
}

/** A source that is not of the message is a folder; validation has let nothing else through. */
async function folderOf({ id, source }: Association, { patientKey, options }: Search): Promise<Found> {
  const folder = await options.store.folders.target(source.toLowerCase());
  if (folder === undefined) return { faults: unresolved(id, 'sourceObject', source) };
  if (folder.patientKey !== patientKey) return { faults: [otherPatient(id, source)] };
  return folder.availabilityStatus === APPROVED
    ? { folder: source.toLowerCase() }
    : { faults: [metadataFault(id, 'sourceObject', 'wrong-end', source)] };
}

async function targetOf(association: Association, search: Search): Promise<Found> {
  const { id, type, source, target: reference } = association;
  const { patientKey, caller, options } = search;
  const target = await options.store.documents.replacementTarget(reference.toLowerCase());
  const ownOnly = options.domain.rules.relationships === 'own-documents';
  const own =
    target !== undefined &&
    target.patientKey === patientKey &&
    mayRelate(target, caller) &&
    (await isShown(target, search));
  if (target === undefined || (ownOnly && !own)) {
    return { faults: unresolved(id, 'targetObject', reference) };
  }
  if (type === HAS_MEMBER && source === search.set) return 'reference';
  if (target.patientKey !== patientKey) return { faults: [otherPatient(id, reference)] };
  if (type === HAS_MEMBER) {
    return target.availabilityStatus === APPROVED
      ? { relatesTo: target.entryUuid }
      : { faults: [metadataFault(id, 'targetObject', 'wrong-end', reference)] };
  }
  if (target.availabilityStatus !== APPROVED) {
    return {
      faults: [
        {
          code: 'XDSRegistryDeprecatedDocumentError',
          detail: `${reference} is ${target.availabilityStatus}`,
          about: reference,
          location: id,
        },
      ],
    };
  }
  if (type === IS_SNAPSHOT_OF && target.model().objectType !== ON_DEMAND) {
    return { faults: [metadataFault(id, 'targetObject', 'wrong-end', reference)] };
  }
  return REPLACEMENTS.includes(type) ? { replaces: target } : { relatesTo: target.entryUuid };
}

function unresolved(location: string, end: 'sourceObject' | 'targetObject', reference: string): Fault[] {
  const detail = `${reference}: absent, of another patient, or not the depositor's own`;
  return [
    { code: 'UnresolvedReferenceException', detail, about: reference, location },
    metadataFault(location, end, 'unknown-object', reference),
  ];
}

function otherPatient(location: string, reference: string): Fault {
  return {
    code: 'XDSPatientIdDoesNotMatch',
    detail: `${reference} is of another patient`,
    about: reference,
    location,
  };
}

/**
 * A depositor's own document is that of its author, or by its author's structure. The structure that a professional names
 * beside its card is nobody's word but its own, so it opens nothing.
 */
function mayRelate(target: ReplacementTarget, { subject }: Caller): boolean {
  const { kind, id } = imputationOf(subject);
  return kind === 'structure' ? target.institutionIds.includes(id) : target.authorIds.includes(id);
}

/** Deleted documents are nobody's any more; beside them a patient may be kept from one of which the patient is an author. */
async function isShown(
  { entryUuid, availabilityStatus }: ReplacementTarget,
  { caller: { scope }, options: { store } }: Search,
): Promise<boolean> {
  if (availabilityStatus === DELETED) return false;
  return (
    scope === undefined || (await store.documents.find(scope, { entryUuids: [entryUuid] }, 'ids')).length > 0
  );
}
