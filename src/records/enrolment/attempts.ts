import type { EnrolmentSettings } from '../../config/enrolment.ts';
import { refuse } from '../../errors.ts';
import { networkOf } from '../../model/network.ts';
import { isWithinLimit, triesKey } from '../../store/counted-tries.ts';
import type { Store, WriteCommand } from '../../store/store.ts';
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
  const may = (key: string, most: number) => isWithinLimit(store, { key, most, windowMinutes }, at);
  if (!(await may(triesKey('enrolment-address', networkOf(attempt.from)), addressAttempts)))
    return { ...refuse('EnrolmentLocked', 'too many attempts from an address'), crowded: true };
  return (await may(personKey(attempt), attempts))
    ? undefined
    : refuse('EnrolmentLocked', 'too many attempts for a person');
}

/** Who has shown all that was asked starts anew. The address keeps its count: one code that is right opens no other door. */
export function forgetAttempts(attempt: Pick<Attempt, 'ins' | 'authority'>): WriteCommand {
  return { kind: 'forget-tries', key: personKey(attempt) };
}

function personKey({ ins, authority }: Pick<Attempt, 'ins' | 'authority'>): string {
  return triesKey('enrolment-person', `${authority}|${ins}`);
}
