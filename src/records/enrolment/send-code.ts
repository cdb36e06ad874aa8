import type { EnrolmentSettings } from '../../config/enrolment.ts';
import { type EnrolmentStatus, heldUntil, type InsuredPerson, type KeptCode } from '../../model/enrolment.ts';
import { after, inFrench } from '../../model/period.ts';
import type { WriteCommand } from '../../store/store.ts';
import { keptCode, makeCode } from './provisional-code.ts';
import { nameOf, reachedFor } from './reached.ts';

export type CodeLetter = 'enrolment-invitation' | 'enrolment-created' | 'enrolment-new-code';

/** A code that has been made and is nobody's yet. */
export interface MadeCode {
  readonly code: string;
  readonly kept: Pick<KeptCode, 'salt' | 'hash'>;
}

export async function makeKeptCode(): Promise<MadeCode> {
  const code = makeCode();
  return { code, kept: await keptCode(code) };
}

/**
 * Gives a person a code, which takes the place of one that she had, and tells her, or the parent who stands for her. The code
 * leaves in the message alone, and ends at majority where it is for a child.
 * @param expected the status that she has when the unit comes to this command. @param at ISO 8601 UTC: the day of sending.
 */
export function sendCode(
  person: InsuredPerson,
  letter: CodeLetter,
  { code, kept }: MadeCode,
  { expected, at, settings }: { expected: EnrolmentStatus; at: string; settings: EnrolmentSettings },
): readonly WriteCommand[] {
  const recipient = reachedFor(person, at);
  const expiresAt = heldUntil(person, at, codeEnd(at, recipient.email === undefined, settings));
  const delay = inFrench(settings.codeLife);
  return [
    {
      kind: 'issue-code',
      key: person.key,
      expected,
      code: { ...kept, expiresAt },
      at,
      periodEndsAt: after(at, settings.opposition),
    },
    {
      kind: 'notify',
      notification: { recipient, message: { kind: letter, holder: nameOf(person), code, delay } },
      at,
    },
  ];
}

/** From the day of sending (LC-04) or, by a setting, from that on which a letter is taken to have arrived (LC-05). */
function codeEnd(
  at: string,
  byLetter: boolean,
  { codeFrom, letterDelay, codeLife }: EnrolmentSettings,
): string {
  const start = codeFrom === 'reception' && byLetter ? after(at, letterDelay) : at;
  return after(start, codeLife);
}
