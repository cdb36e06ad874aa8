import type { DocumentsOptions } from '../documents/options.ts';
import { approvedEntries } from '../documents/update/approved-entries.ts';
import { update } from '../documents/update/update.ts';
import { statusObjects, visibilityObjects } from '../documents/update/update-objects.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { FhirInteraction, FhirRequest } from '../fhir/interaction.ts';
import type { JsonObject } from '../fhir/json.ts';
import { readFhirPathPatch } from '../fhir/patch/fhirpath-patch.ts';
import { type PatchOperation, readJsonPatch } from '../fhir/patch/json-patch.ts';
import { readPatientParameter } from '../fhir/patient-parameter.ts';
import { resourceOf } from '../fhir/resource-body.ts';
import { named } from '../fhir/search-parameters.ts';
import { readTokens, type Token } from '../fhir/token-parameter.ts';
import type { DocumentEntry } from '../model/document-entry.ts';
import type { SubmissionSet, SubmittedObjects } from '../model/submission.ts';
import type { RegisterCommand, StoredEntry, WriteCommand } from '../store/store.ts';
import type { RecordReference } from '../transaction.ts';
import { entriesIdentified } from './entry-identifiers.ts';
import { entryUuidOf } from './entry-logical-id.ts';
import { ownLot } from './own-lot.ts';
import { type PatchedMetadata, patchedMetadata } from './patched-metadata.ts';
import { withAbsoluteUrl } from './stored-text.ts';

interface PatchRequest {
  /** By the logical id, or by parameters (conditional patch). */
  readonly target:
    | { readonly entryUuid: string }
    | { readonly record: RecordReference; readonly identifiers: readonly Token[] };
  readonly operations: readonly PatchOperation[];
  readonly ifMatch?: string;
}

/** The elements of a DocumentReference that a patch may name and that are lists. */
const LISTS = ['securityLabel', 'coding', 'extension'];

/**
 * PATCH of a DocumentReference (PDSm 3.1.1, flows 03 and 04; TD3.3 of the DMP): masks and unmasks, hides and shows, archives and
 * deletes, by JSON Patch or FHIRPath Patch. It is an ITI-57 like any other: a new version with the same rules and the same
 * rights. The logical id of a version is its own, so the answer names the new one (`Location`), and PDSm patches by
 * `DocumentReference?identifier=`, whose logicalID and uniqueId stay.
 * @returns refusals: ResourceInvalid, UnmodifiableMetadataError for anything else than visibility and status, NotFound,
 * PreconditionFailed, AccessDenied, XDSMetadataUpdateError and its like.
 */
export function patchDocumentReference(options: DocumentsOptions): FhirInteraction<PatchRequest, string> {
  const { store, domain } = options;
  return {
    resourceType: 'DocumentReference',
    interaction: 'patch',
    conditional: true,
    searchParameters: ['identifier', 'patient', 'patient.identifier'].map((name) => ({
      name,
      type: 'token',
    })),
    read: readPatch,
    transaction: {
      event: 'ITI-57',
      action: 'U',
      right: 'document.update',
      record: ({ target }) => ('record' in target ? target.record : target),
      run: async ({ target, operations, ifMatch }, { call, record, scope, updates }) => {
        const [entryUuid, another] =
          'record' in target
            ? await entriesIdentified(store.documents, scope, target.identifiers)
            : [target.entryUuid];
        if (another !== undefined) return refuse('PreconditionFailed', 'several documents');
        const [entry] =
          entryUuid === undefined
            ? []
            : await store.documents.find(scope, { entryUuids: [entryUuid] }, 'model');
        if (entry === undefined || record === undefined) return refuse('NotFound', `${entryUuid} hidden`);
        const before = await textOf(entry, scope, store.documents);
        const model = entry.model();
        if (ifMatch !== undefined && ifMatch !== String(model.version)) {
          return refuse('PreconditionFailed', `version ${model.version}`);
        }
        const asked = patchedMetadata(JSON.parse(before) as JsonObject, operations);
        if (isRefusal(asked)) return asked;
        const at = call.at;
        const lot = { subject: call.subject, record, sourceId: domain.rules.repositoryUniqueId, at };
        const objects = objectsOf(asked, model, () => ownLot(lot));
        if (objects === undefined) return { answer: before, documents: [entry.uniqueId] };
        if (isRefusal(objects)) return objects;
        const bounds = updates === undefined ? {} : { bounds: { scope, rights: updates } };
        const caller = { subject: call.subject, at, record, ...bounds };
        const policy = updates === undefined ? approvedEntries : undefined;
        const updated = await update(objects, caller, options, policy);
        return isRefusal(updated) ? updated : { ...updated, answer: newText(updated.writes) };
      },
    },
    write: (text, { base }) => {
      const { id, meta } = JSON.parse(text) as { id: string; meta: { versionId: string } };
      return {
        kind: 'json',
        text: withAbsoluteUrl(text, base),
        etag: `W/"${meta.versionId}"`,
        location: `${base}/DocumentReference/${id}`,
      };
    },
  };
}

function readPatch(request: FhirRequest): PatchRequest | Refusal {
  const target = readTarget(request);
  if (isRefusal(target)) return target;
  const { body, jsonPatch, ifMatch } = request;
  const operations =
    jsonPatch === true && body !== undefined
      ? readJsonPatch(body)
      : readFhirPathPatch(resourceOf(request), 'DocumentReference', LISTS);
  if (isRefusal(operations)) return operations;
  return { target, operations, ...(ifMatch === undefined ? {} : { ifMatch }) };
}

/** A condition names one document by its identifier, and its patient unless that is who asks. */
function readTarget({ id, parameters }: FhirRequest): PatchRequest['target'] | Refusal {
  if (id !== undefined) return entryUuidOf(id);
  const [identifier, another] = named(parameters, 'identifier');
  if (identifier === undefined || another !== undefined) {
    return refuse('SearchParameterMissing', 'not one identifier', { about: 'identifier' });
  }
  const identifiers = readTokens(identifier);
  if (isRefusal(identifiers)) return identifiers;
  const names = parameters.length > 1;
  const record: RecordReference | Refusal = names ? readPatientParameter(parameters) : { ofSubject: true };
  return isRefusal(record) ? record : { record, identifiers };
}

async function textOf(
  { entryUuid }: StoredEntry,
  scope: Parameters<DocumentsOptions['store']['documents']['find']>[0],
  documents: DocumentsOptions['store']['documents'],
): Promise<string> {
  const [entry] = await documents.find(scope, { entryUuids: [entryUuid] }, 'fhir');
  if (entry === undefined) throw new Error('an entry that was there a moment ago');
  return entry.fhir;
}

/** The update that brings about what is asked; undefined where it is so already. */
function objectsOf(
  { visibility, status }: PatchedMetadata,
  entry: DocumentEntry,
  lot: () => SubmissionSet,
): SubmittedObjects | Refusal | undefined {
  const changes = Object.keys(visibility).length > 0;
  if (status !== undefined && changes) {
    return refuse('ResourceInvalid', 'visibility and status at once', { about: 'patch' });
  }
  if (status !== undefined) return statusObjects(lot(), entry.entryUuid, entry.availabilityStatus, status);
  return changes ? visibilityObjects(lot(), entry, visibility) : undefined;
}

/** The DocumentReference as the update leaves it. */
function newText(writes: readonly WriteCommand[]): string {
  const register = writes.find((write): write is RegisterCommand => write.kind === 'register');
  const [entry] = register?.entries ?? [];
  const [change] = register?.statusChanges ?? [];
  const text = entry?.fhir ?? (change?.kind === 'entry' ? change.fhir : undefined);
  if (text === undefined) throw new Error('an update without an entry');
  return text;
}
