import type { Certificate } from '../certificate.ts';
import { nameKey } from '../distinguished-name.ts';
import type { ProofAlgorithm } from '../proof.ts';
import { signersOf } from './list-signature.ts';
import { listStatus, listsFor, type StatusList } from './list-status.ts';
import type { Revocation, RevocationMode } from './revocation.ts';
import { readRevocationList } from './revocation-list.ts';

export interface KnownListsOptions {
  /** Pinned authorities, and pinned certificates that sign lists only. */
  readonly authorities: readonly Certificate[];
  readonly mode: Exclude<RevocationMode, 'off'>;
  /** How long after nextUpdate a list is still taken as proof that a certificate is good. */
  readonly graceHours: number;
  /** How far the clock of an authority may be ahead. */
  readonly skewMinutes: number;
  /** Signature algorithms of lists; those of today unless given. */
  readonly algorithms?: ReadonlyMap<string, ProofAlgorithm>;
}

/** Whether a list is in use now; `early` is to be tried again, `older` has done its duty. */
export type Taken =
  | { readonly result: 'used' }
  | { readonly result: 'early' | 'older' | 'unusable'; readonly detail: string };

/** The newest list of each signer and scope. */
export interface KnownLists extends Revocation {
  /**
   * Takes a list into use, whole or not at all. It replaces what is known of its issuer unless that is newer.
   * @param file DER or PEM.
   */
  take(file: Buffer, now: Date): Promise<Taken>;
  /** Pinned authorities without a list, or with one that is past its nextUpdate (not its grace). */
  overdue(now: Date): readonly Certificate[];
}

/** What stays of a list: not its octets. */
interface KnownList extends StatusList {
  readonly signer: Certificate;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

/**
 * Makes an empty memory of revocation lists. They are known by the certificate of who signed them, never by a name alone, and
 * beside it by their scope, complete and delta lists apart.
 */
export function createKnownLists(options: KnownListsOptions): KnownLists {
  const { authorities, mode, graceHours, skewMinutes, algorithms } = options;
  const lists = new Map<string, KnownList>();
  const issuing = authorities.filter(({ keyUsage }) => keyUsage?.has('keyCertSign') === true);
  const counts = (ended: Date, at: Date) => at.getTime() <= ended.getTime() + graceHours * HOUR;

  return {
    async take(file, now) {
      const list = await readRevocationList(file);
      if (typeof list === 'string') return { result: 'unusable', detail: list };
      const signers = await signersOf(list, authorities, algorithms);
      if (typeof signers === 'string') return { result: 'unusable', detail: signers };
      const issued = list.thisUpdate.toISOString();
      if (list.thisUpdate.getTime() > now.getTime() + skewMinutes * MINUTE) {
        return { result: 'early', detail: `of ${issued}` };
      }
      const { issuerKey, thisUpdate, nextUpdate, number, base, scope, revoked } = list;
      const kept = { issuerKey, thisUpdate, nextUpdate, number, base, scope, revoked };
      const place = `${base === undefined ? 'complete' : 'delta'} ${JSON.stringify(scope)}`;
      let used = false;
      for (const signer of signers) {
        const key = `${signer.thumbprint} ${place}`;
        if (isOlder(list, lists.get(key))) continue;
        lists.set(key, { ...kept, signer });
        used = true;
      }
      return used ? { result: 'used' } : { result: 'older', detail: `of ${issued}` };
    },
    overdue(now) {
      const inTime = [...lists.values()].filter(({ nextUpdate }) => nextUpdate >= now);
      const told = new Set(inTime.map(({ issuerKey }) => issuerKey));
      return issuing.filter(({ subject }) => !told.has(nameKey(subject)));
    },
    ask: async () => {},
    faultOf(target, trusts, at) {
      const { issuer, subjectText } = target;
      const told = listsFor(target, [...lists.values()]).filter(
        ({ signer }) => signer.thumbprint === issuer.thumbprint || trusts(signer),
      );
      const { entry, complete, ended } = listStatus(target, told, (end) => counts(end, at));
      if (entry !== undefined) {
        const detail = `${subjectText} revoked ${entry.date.toISOString()}, reason ${entry.reason}`;
        return { fault: 'revoked', detail };
      }
      if (mode === 'if-known' || complete) return undefined;
      const unknown = (detail: string) => ({ fault: 'revocation-unknown', detail }) as const;
      if (ended === undefined) return unknown(`no revocation list of ${issuer.subjectText}`);
      if (counts(ended, at)) return unknown(`the lists of ${issuer.subjectText} do not tell every reason`);
      return unknown(
        `the revocation list of ${issuer.subjectText} ended ${ended.toISOString()}, grace ${graceHours} h`,
      );
    },
  };
}

function isOlder(list: StatusList, known: StatusList | undefined): boolean {
  if (known === undefined) return false;
  const apart = list.thisUpdate.getTime() - known.thisUpdate.getTime();
  return apart < 0 || (apart === 0 && list.number < known.number);
}
