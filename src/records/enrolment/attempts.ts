import { createHash } from 'node:crypto';
import type { EnrolmentSettings } from '../../config/enrolment.ts';
import { type Refusal, refuse } from '../../errors.ts';
import { isConflict, type Store, type WriteCommand } from '../../store/store.ts';

/** What attempts are counted by: whom the caller says to be, known or not, and where it calls from. */
export interface Attempt {
  readonly ins: string;
  readonly authority: string;
  /** Network address. */
  readonly from: string;
}

/**
 * Counts an attempt before anything is compared, so that attempts made at the same time count as those made in turn do. The
 * person's counter is that of an INS as it was given: whether there is such a person changes nothing.
 * @returns EnrolmentLocked once there have been too many within the window.
 */
export async function countAttempt(
  store: Pick<Store, 'write'>,
  attempt: Attempt,
  at: string,
  { attempts, addressAttempts, attemptWindowMinutes: windowMinutes }: EnrolmentSettings,
): Promise<Refusal | undefined> {
  const limits = [
    { key: personKey(attempt), most: attempts, windowMinutes },
    { key: digestKey('enrolment-address', attempt.from), most: addressAttempts, windowMinutes },
  ];
  const counted = await store.write(limits.map((limit) => ({ kind: 'count-try', limit, at })));
  if (!isConflict(counted)) return undefined;
  if (counted.conflict !== 'too-many-tries') throw new Error(`unexpected conflict: ${counted.conflict}`);
  return refuse('EnrolmentLocked', 'too many attempts');
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
