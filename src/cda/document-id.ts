import { isDocumentUniqueId, oidOfUuid } from '../model/oid.ts';
import type { CdaId } from './header.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The XDS uniqueId of a CDA id: `root`, or `root^extension` (ITI TF-3 4.2.3.2.26). A root that is a UUID becomes the OID
 * that stands for it, since a uniqueId has no room for a UUID.
 * @returns undefined when the id cannot be a uniqueId.
 */
export function uniqueIdOf(id: CdaId): string | undefined {
  const root = UUID.test(id.root) ? oidOfUuid(id.root) : id.root;
  const unique = id.extension === undefined ? root : `${root}^${id.extension}`;
  return isDocumentUniqueId(unique) ? unique : undefined;
}
