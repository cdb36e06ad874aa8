import type { VisibilityWish } from '../documents/update/update-objects.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { codingScheme } from '../fhir/code-systems.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../fhir/json.ts';
import { applyPatch, isSame, type PatchOperation } from '../fhir/patch/json-patch.ts';
import { APPROVED, ARCHIVED, DELETED } from '../model/document-entry.ts';
import { VISIBILITY_SYSTEM, type Visibility } from '../model/visibility.ts';
import { IS_ARCHIVED } from './document-reference.ts';

/** What a patch makes of the metadata of a document: other codes of visibility, or another status. */
export interface PatchedMetadata {
  readonly visibility: VisibilityWish;
  readonly status?: string;
}

const V3_ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const VISIBILITIES: readonly Visibility[] = [
  'MASQUE_PS',
  'INVISIBLE_PATIENT',
  'INVISIBLE_REPRESENTANTS_LEGAUX',
];
/** The pointer that PDSm 3.1.1 writes for the extension, with the URL of a search parameter in it or that of the extension. */
const PDSM_ARCHIVED = /^\/extension\[url:[^\]]*is-?archived[^\]]*\]\/valueBoolean$/i;

/**
 * Reads what a patch makes of a DocumentReference by its meaning. PDSm (flows 03 and 04) lets the status, the security labels
 * and the archiving be changed and nothing else. The base code of confidentiality stays whatever is written in its place, as
 * PDSm4DMP does when it masks by replacing the first label; a label may be a bare code as in the examples of PDSm.
 * @returns UnmodifiableMetadataError about an element that may not be changed; ResourceInvalid and PreconditionFailed for
 * what cannot be applied.
 */
export function patchedMetadata(
  before: JsonObject,
  operations: readonly PatchOperation[],
): PatchedMetadata | Refusal {
  const settled = operations.map((operation) => withExtension(operation, before));
  const after = applyPatch(before, settled);
  if (isRefusal(after)) return after;
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].find(
    (name) => !['status', 'securityLabel', 'extension'].includes(name) && !isSame(before[name], after[name]),
  );
  if (changed !== undefined) return unmodifiable(changed);
  if (!isSame(otherExtensions(before), otherExtensions(after))) return unmodifiable('extension');

  const visibility = visibilityWish(before, after);
  if (isRefusal(visibility)) return visibility;
  const status = newStatus(before, after);
  return isRefusal(status) ? status : { visibility, ...(status === undefined ? {} : { status }) };
}

function visibilityWish(before: JsonObject, after: JsonObject): VisibilityWish | Refusal {
  const had = visibilitiesOf(before.securityLabel);
  const has = visibilitiesOf(after.securityLabel, baseCodes(before.securityLabel));
  if (had === undefined || has === undefined) return unmodifiable('securityLabel');
  const wish: { -readonly [Name in Visibility]?: boolean } = {};
  for (const name of VISIBILITIES) if (had.has(name) !== has.has(name)) wish[name] = has.has(name);
  return wish;
}

/** The codes of visibility among security labels; undefined where another code is none of those that may stand there. */
function visibilitiesOf(
  labels: JsonValue | undefined,
  bases?: readonly string[],
): ReadonlySet<Visibility> | undefined {
  const found = new Set<Visibility>();
  for (const { system, code } of codingsOf(labels)) {
    const scheme = system === undefined ? VISIBILITY_SYSTEM : codingScheme(system);
    const known = VISIBILITIES.find((name) => name === code && scheme === VISIBILITY_SYSTEM);
    // What JDV_J421 has in place of INVISIBLE_PATIENT.
    const invisible = code === 'NOPAT' && (system === undefined || system === V3_ACT_CODE);
    if (known !== undefined) found.add(known);
    else if (invisible) found.add('INVISIBLE_PATIENT');
    else if (bases !== undefined && !bases.includes(code)) return undefined;
  }
  return found;
}

function baseCodes(labels: JsonValue | undefined): readonly string[] {
  return codingsOf(labels).map(({ code }) => code);
}

interface Label {
  readonly system?: string;
  readonly code: string;
}

function codingsOf(labels: JsonValue | undefined): readonly Label[] {
  const all = Array.isArray(labels) ? (labels as readonly JsonValue[]) : labels === undefined ? [] : [labels];
  return all.flatMap((label): readonly Label[] => {
    if (typeof label === 'string') return [{ code: label }];
    const codings = isJsonObject(label) && Array.isArray(label.coding) ? label.coding : [{}];
    return (codings as readonly JsonValue[]).map((coding) => {
      const { system, code } = isJsonObject(coding) ? coding : {};
      return { code: String(code), ...(typeof system === 'string' ? { system } : {}) };
    });
  });
}

/** `entered-in-error` is how PDSm4DMP deletes; a status that the registry alone sets cannot be asked for. */
function newStatus(before: JsonObject, after: JsonObject): string | undefined | Refusal {
  if (before.status !== after.status) {
    return after.status === 'entered-in-error' ? DELETED : unmodifiable('status');
  }
  if (isArchived(before) === isArchived(after)) return undefined;
  return isArchived(after) ? ARCHIVED : APPROVED;
}

function extensionsOf({ extension }: JsonObject): readonly JsonValue[] {
  return Array.isArray(extension) ? extension : [];
}

function isArchiving(extension: JsonValue): extension is JsonObject {
  return isJsonObject(extension) && extension.url === IS_ARCHIVED;
}

function otherExtensions(resource: JsonObject): readonly JsonValue[] {
  return extensionsOf(resource).filter((one) => !isArchiving(one));
}

function isArchived(resource: JsonObject): boolean {
  return extensionsOf(resource).some((one) => isArchiving(one) && one.valueBoolean === true);
}

/**
 * What PDSm writes as a pointer to the extension, as one that is: the resource has the extension while it is archived only.
 * An extension that is added where there is none makes the list.
 */
function withExtension(operation: PatchOperation, before: JsonObject): PatchOperation {
  const { op, path, value } = operation;
  const there = extensionsOf(before);
  const at = there.findIndex(isArchiving);
  if (PDSM_ARCHIVED.test(`/${path.join('/')}`) && typeof value === 'boolean' && op !== 'test') {
    if (at >= 0) return { op: 'replace', path: ['extension', String(at), 'valueBoolean'], value };
    return withExtension(
      { op: 'add', path: ['extension', '-'], value: { url: IS_ARCHIVED, valueBoolean: value } },
      before,
    );
  }
  const first =
    op === 'add' && path.length === 2 && path[0] === 'extension' && before.extension === undefined;
  return first && value !== undefined ? { op, path: ['extension'], value: [value] } : operation;
}

function unmodifiable(about: string): Refusal {
  return refuse('UnmodifiableMetadataError', about, { about });
}
