import type { Certificate } from '../certificate.ts';
import { signersOf } from './list-signature.ts';
import type { Revocation, RevocationMode } from './revocation.ts';
import { type RevocationList, readRevocationList } from './revocation-list.ts';

export interface KnownListsOptions {
  readonly authorities: readonly Certificate[];
  readonly mode: Exclude<RevocationMode, 'off'>;
  /** How long after nextUpdate a list is still taken as proof that a certificate is good. */
  readonly graceHours: number;
  /** How far the clock of an authority may be ahead. */
  readonly skewMinutes: number;
}

/** Whether a list is in use now; `early` is to be tried again, `older` has done its duty. */
export type Taken =
  | { readonly result: 'used' }
  | { readonly result: 'early' | 'older' | 'unusable'; readonly detail: string };

/** The newest list of each pinned authority. */
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
type KnownList = Pick<RevocationList, 'thisUpdate' | 'nextUpdate' | 'number' | 'revoked'>;

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Makes an empty memory of revocation lists. They are known by the certificate of the authority, never by its name alone. */
export function createKnownLists(options: KnownListsOptions): KnownLists {
  const { authorities, mode, graceHours, skewMinutes } = options;
  const lists = new Map<string, KnownList>();
  return {
    async take(file, now) {
      const list = await readRevocationList(file);
      if (typeof list === 'string') return { result: 'unusable', detail: list };
      const signers = await signersOf(list, authorities);
      if (typeof signers === 'string') return { result: 'unusable', detail: signers };
      const issued = list.thisUpdate.toISOString();
      if (list.thisUpdate.getTime() > now.getTime() + skewMinutes * MINUTE) {
        return { result: 'early', detail: `of ${issued}` };
      }
      const replaced = signers.filter(({ thumbprint }) => !isOlder(list, lists.get(thumbprint)));
      const { thisUpdate, nextUpdate, number, revoked } = list;
      const known = { thisUpdate, nextUpdate, number, revoked };
      for (const { thumbprint } of replaced) lists.set(thumbprint, known);
      return replaced.length > 0 ? { result: 'used' } : { result: 'older', detail: `of ${issued}` };
    },
    overdue: (now) =>
      authorities.filter(({ thumbprint }) => {
        const list = lists.get(thumbprint);
        return list === undefined || list.nextUpdate < now;
      }),
    faultOf(certificate, issuer, at) {
      const list = lists.get(issuer.thumbprint);
      const entry = list?.revoked.get(certificate.serial);
      if (entry !== undefined) {
        const detail = `${certificate.subjectText} revoked ${entry.date.toISOString()}, reason ${entry.reason}`;
        return { fault: 'revoked', detail };
      }
      if (mode === 'if-known') return undefined;
      if (list === undefined) {
        return { fault: 'revocation-unknown', detail: `no revocation list of ${issuer.subjectText}` };
      }
      if (at.getTime() <= list.nextUpdate.getTime() + graceHours * HOUR) return undefined;
      const ended = list.nextUpdate.toISOString();
      return {
        fault: 'revocation-unknown',
        detail: `the revocation list of ${issuer.subjectText} ended ${ended}, grace ${graceHours} h`,
      };
    },
  };
}

function isOlder(list: KnownList, known: KnownList | undefined): boolean {
  if (known === undefined) return false;
  const apart = list.thisUpdate.getTime() - known.thisUpdate.getTime();
  return apart < 0 || (apart === 0 && list.number < known.number);
}
