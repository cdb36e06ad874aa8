import { type Refusal, refuse } from '../errors.ts';
import { isUuidUrn } from '../model/oid.ts';

/** The entryUUID that a logical id stands for. @returns NotFound when it is no UUID, as for an entry that is absent. */
export function entryUuidOf(id: string | undefined): { entryUuid: string } | Refusal {
  const entryUuid = `urn:uuid:${id ?? ''}`;
  return isUuidUrn(entryUuid) ? { entryUuid } : refuse('NotFound', 'logical id is no UUID');
}
