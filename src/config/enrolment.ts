import { z } from 'zod';
import { type Period, parsePeriod } from '../model/period.ts';
import { minutes, type ValuesOf } from './values.ts';

const period = z.string().transform((text, context): Period => {
  const read = parsePeriod(text);
  if (read !== undefined) return read;
  context.addIssue({ code: 'custom', message: 'a period such as P6W or P1M10D' });
  return z.NEVER;
});
const count = z.coerce.number().int().min(1).max(1_000_000);

/** Settings of the enrolment of insured persons (rules LC-01 to LC-30). */
export const enrolmentShape = {
  /** How long a provisional code may be used, from when it was sent or from when a letter is taken to have arrived (LC-04, LC-05). */
  CARNET_ENROLMENT_CODE_LIFE: period.default({ years: 0, months: 0, weeks: 6, days: 0 }),
  CARNET_ENROLMENT_CODE_FROM: z.enum(['sending', 'reception']).default('sending'),
  /** How long a letter takes. */
  CARNET_ENROLMENT_LETTER_DELAY: period.default({ years: 0, months: 0, weeks: 0, days: 5 }),
  /** How long after the sending of an invitation the record is created automatically (LC-06, LC-07). */
  CARNET_ENROLMENT_OPPOSITION: period.default({ years: 0, months: 0, weeks: 6, days: 0 }),
  /** Attempts with a code for one person, and from one network address, within so many minutes. */
  CARNET_ENROLMENT_ATTEMPTS: count.default(5),
  CARNET_ENROLMENT_ADDRESS_ATTEMPTS: count.default(50),
  CARNET_ENROLMENT_ATTEMPT_WINDOW: minutes.default(60),
  /** How long after a patient asked for it the documents of the record are deleted. */
  CARNET_ERASURE_DELAY: period.default({ years: 0, months: 0, weeks: 0, days: 30 }),
};

export interface EnrolmentSettings {
  readonly codeLife: Period;
  readonly codeFrom: 'sending' | 'reception';
  readonly letterDelay: Period;
  readonly opposition: Period;
  readonly attempts: number;
  readonly addressAttempts: number;
  readonly attemptWindowMinutes: number;
  readonly erasureDelay: Period;
}

export function enrolmentSettings(values: ValuesOf<typeof enrolmentShape>): EnrolmentSettings {
  return {
    codeLife: values.CARNET_ENROLMENT_CODE_LIFE,
    codeFrom: values.CARNET_ENROLMENT_CODE_FROM,
    letterDelay: values.CARNET_ENROLMENT_LETTER_DELAY,
    opposition: values.CARNET_ENROLMENT_OPPOSITION,
    attempts: values.CARNET_ENROLMENT_ATTEMPTS,
    addressAttempts: values.CARNET_ENROLMENT_ADDRESS_ATTEMPTS,
    attemptWindowMinutes: values.CARNET_ENROLMENT_ATTEMPT_WINDOW,
    erasureDelay: values.CARNET_ERASURE_DELAY,
  };
}
