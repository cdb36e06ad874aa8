import { ALL_REASONS, type DistributionPoint, isInScope, usualPoint } from './distribution-points.ts';
import type { RevocationTarget } from './revocation.ts';
import type { RevocationList } from './revocation-list.ts';
import { REMOVE_FROM_LIST, type RevokedEntry } from './revoked-entries.ts';

/** What of a list tells the status of a certificate. */
export type StatusList = Pick<
  RevocationList,
  'issuerKey' | 'thisUpdate' | 'nextUpdate' | 'number' | 'base' | 'scope' | 'revoked'
>;

/** What lists tell of a certificate. */
export interface ListStatus {
  readonly entry: RevokedEntry | undefined;
  /** Whether lists in time speak of every reason: only then does no entry mean that it is good. */
  readonly complete: boolean;
  /** The end of the newest list that speaks of the certificate, undefined where none does. */
  readonly ended: Date | undefined;
}

/** The lists by whoever may speak of a certificate: its issuer, and those that its distribution points name. */
export function listsFor<List extends StatusList>(
  { points, issuerKey }: RevocationTarget,
  lists: readonly List[],
): List[] {
  const names = new Set([issuerKey, ...points.flatMap(({ issuers = [] }) => issuers)]);
  return lists.filter((list) => names.has(list.issuerKey));
}

/**
 * The status of a certificate (RFC 5280 6.3.3): at each of its distribution points, then at that of its issuer, every list in
 * scope, with the changes that delta lists tell. An entry counts however old its list is.
 * @param lists of signers that are trusted.
 * @param counts whether a list that ended at that instant still proves that a certificate is good.
 */
export function listStatus(
  target: RevocationTarget,
  lists: readonly StatusList[],
  counts: (ended: Date) => boolean,
): ListStatus {
  let told = 0;
  let ended: Date | undefined;
  for (const point of [...target.points, usualPoint(target.issuerKey)]) {
    for (const list of lists) {
      if (list.base !== undefined || !isInScope(point, target, list)) continue;
      const delta = newestDelta(list, lists);
      const entry = entryOf(target, list, delta);
      if (entry !== undefined) return { entry, complete: true, ended: list.nextUpdate };
      const end =
        delta !== undefined && delta.nextUpdate > list.nextUpdate ? delta.nextUpdate : list.nextUpdate;
      if (ended === undefined || end > ended) ended = end;
      if (counts(end)) told |= reasonsAt(point, list);
    }
    if (told === ALL_REASONS) break;
  }
  return { entry: undefined, complete: told === ALL_REASONS, ended };
}

/** 6.3.3 d. */
function reasonsAt(point: DistributionPoint, { scope }: StatusList): number {
  return point.reasons & scope.reasons;
}

/** The changes to a complete list: of the same issuer and scope, made from it or from one before it (RFC 5280 5.2.4). */
function newestDelta(list: StatusList, lists: readonly StatusList[]): StatusList | undefined {
  let newest: StatusList | undefined;
  for (const delta of lists) {
    const { base, number } = delta;
    if (base === undefined || delta.issuerKey !== list.issuerKey || !sameScope(delta, list)) continue;
    const continues = base <= list.number && list.number < number;
    if (continues && (newest === undefined || newest.number < number)) newest = delta;
  }
  return newest;
}

function sameScope(left: StatusList, right: StatusList): boolean {
  return left.scope === right.scope || JSON.stringify(left.scope) === JSON.stringify(right.scope);
}

/** 6.3.3 i to k. */
function entryOf(
  { issuerKey, serial }: RevocationTarget,
  list: StatusList,
  delta: StatusList | undefined,
): RevokedEntry | undefined {
  const changed = delta?.revoked.get(issuerKey)?.get(serial);
  if (changed !== undefined) return changed.reason === REMOVE_FROM_LIST ? undefined : changed;
  return list.revoked.get(issuerKey)?.get(serial);
}
