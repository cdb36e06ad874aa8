import { createHash } from 'node:crypto';
import type { TryLimit } from './credentials.ts';
import { isConflict, type Store } from './store.ts';

/**
 * Counts one more try of something before it is judged, so that tries made at the same time count as those made in turn do.
 * @param at ISO 8601 UTC.
 * @returns whether it may be judged: false once there have been too many within the window.
 */
export async function isWithinLimit(
  store: Pick<Store, 'write'>,
  limit: TryLimit,
  at: string,
): Promise<boolean> {
  const counted = await store.write([{ kind: 'count-try', limit, at }]);
  if (!isConflict(counted)) return true;
  if (counted.conflict !== 'too-many-tries') throw new Error(`unexpected conflict: ${counted.conflict}`);
  return false;
}

/** A key to count tries under. Whom somebody tried to be, or to reach, is no fact to be kept in clear. */
export function triesKey(of: string, value: string): string {
  return `${of} ${createHash('sha256').update(value).digest('base64url')}`;
}
