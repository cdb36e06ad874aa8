import { createHash } from 'node:crypto';
import type { EnrolmentSettings } from '../../config/enrolment.ts';
import { refuse } from '../../errors.ts';
import { networkOf } from '../../model/network.ts';
import { isConflict, type Store, type WriteCommand } from '../../store/store.ts';
import type { Refused } from '../../transaction.ts';

/** What attempts are counted by: whom the caller says to be, known or not, and where it calls from. */
export interface Attempt {
  readonly ins: string;
  readonly authority: string;
  /** Network address. */
  readonly from: string;
}

/**
 * Counts an attempt before anything is compared, so that attempts made at the same time count as those made in turn do. The
 * person's counter is that of an INS as it was given: whether there is such a person changes nothing. The address comes first
 * and by itself: attempts for a person who is locked count against it, too.
 * @returns EnrolmentLocked once there have been too many within the window; crowded where it is the address.
 */
export async function countAttempt(
  store: Pick<Store, 'write'>,
  attempt: Attempt,
  at: string,
  { attempts, addressAttempts, attemptWindowMinutes: windowMinutes }: EnrolmentSettings,
): Promise<Refused | undefined> {
  const tooMany = async (key: string, most: number): Promise<boolean> => {
    const counted = await store.write([{ kind: 'count-try', limit: { key, most, windowMinutes }, at }]);
    if (!isConflict(counted)) return false;
    if (counted.conflict !== 'too-many-tries') throw new Error(`unexpected conflict: ${counted.conflict}`);
    return true;
  };
  if (await tooMany(digestKey('enrolment-address', networkOf(attempt.from)), addressAttempts))
    return { ...refuse('EnrolmentLocked', 'too many attempts from an address'), crowded: true };
  return (await tooMany(personKey(attempt), attempts))
    ? refuse('EnrolmentLocked', 'too many attempts for a person')
    : undefined;
}

/** Who has shown all that was asked starts anew. The address keeps its count: one code that is right opens no other door. */
export function forgetAttempts(attempt: Pick<Attempt, 'ins' | 'authority'>): WriteCommand {
  return { kind: 'forget-tries', key: personKey(attempt) };
}

function personKey({ ins, authority }: Pick<Attempt, 'ins' | 'authority'>): string {
  return digestKey('enrolment-person', `${authority}|${ins}`);
}

/** Whom somebody tried to be is no fact to be kept in clear. */
function digestKey(of: string, value: string): string {
  return `${of} ${createHash('sha256').update(value).digest('base64url')}`;
}
