import type { Fault } from '../../errors.ts';
import { type Code, codeKey } from '../../model/code.ts';
import {
  APPROVED,
  ARCHIVED,
  DELETED,
  type DocumentEntry,
  type SubmittedDocumentEntry,
} from '../../model/document-entry.ts';
import type { UpdateOperation } from '../../model/update-rights.ts';
import { VISIBILITY_SYSTEM, type Visibility } from '../../model/visibility.ts';
import { metadataFault } from '../validation/metadata-fault.ts';
import { changedAttributes } from './kept-attributes.ts';

/** What putting a code of visibility on a document does, and what taking it off does. */
const CHANGES: Readonly<Record<Visibility, readonly [UpdateOperation, UpdateOperation]>> = {
  MASQUE_PS: ['mask', 'unmask'],
  INVISIBLE_PATIENT: ['hide', 'show'],
  INVISIBLE_REPRESENTANTS_LEGAUX: ['hide', 'show'],
};

export type VisibilityChange =
  | { readonly operations: readonly UpdateOperation[]; readonly version: SubmittedDocumentEntry }
  | { readonly faults: readonly Fault[] };

/**
 * What a new version of an entry does in the DMP (TD3.3a, TD3.3b), where it may change the codes of visibility alone.
 * @returns the operations, each once, and the version to store: the present entry with the new codes, so that nothing else
 * can change; or the faults: UnmodifiableMetadataError for each other attribute and for a base code,
 * XDSMetadataUpdateOperationError for a version that changes nothing.
 */
export function visibilityChange(before: DocumentEntry, after: SubmittedDocumentEntry): VisibilityChange {
  const location = after.id;
  const fixed = (attribute: string, value?: string): Fault =>
    metadataFault(location, attribute, 'not-changeable', value, 'UnmodifiableMetadataError');
  const faults: Fault[] = changedAttributes(before, after).map((attribute) => fixed(attribute));
  const operations = new Set<UpdateOperation>();
  const had = new Set(before.confidentialityCodes.map(codeKey));
  const has = new Set(after.confidentialityCodes.map(codeKey));
  for (const code of [...after.confidentialityCodes, ...before.confidentialityCodes]) {
    const key = codeKey(code);
    if (had.has(key) && has.has(key)) continue;
    const change = changeOf(code);
    if (change === undefined) faults.push(fixed('confidentialityCode', code.code));
    else operations.add(change[has.has(key) ? 0 : 1]);
  }
  if (faults.length > 0) return { faults };
  if (operations.size === 0) {
    const code = 'XDSMetadataUpdateOperationError';
    return { faults: [metadataFault(location, 'confidentialityCode', 'not-changed', undefined, code)] };
  }
  const { id, logicalId } = after;
  const confidentialityCodes = after.confidentialityCodes.filter(
    (code, at, all) => all.findIndex((one) => codeKey(one) === codeKey(code)) === at,
  );
  const kept = logicalId === undefined ? before : { ...before, logicalId };
  return { operations: [...operations], version: { ...kept, id, confidentialityCodes } };
}

function changeOf({ code, system }: Code): readonly [UpdateOperation, UpdateOperation] | undefined {
  const known = system === VISIBILITY_SYSTEM && Object.hasOwn(CHANGES, code);
  return known ? CHANGES[code as Visibility] : undefined;
}

/** What a change of status does in the DMP (TD3.3c, TD3.3d). Undefined: it is nothing that the tables of rights know. */
export function statusOperation(from: string, to: string): UpdateOperation | undefined {
  if (to === DELETED) return 'delete';
  if (to === ARCHIVED) return 'archive';
  return from === ARCHIVED && to === APPROVED ? 'unarchive' : undefined;
}
