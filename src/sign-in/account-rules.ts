import { type Refusal, refuse } from '../errors.ts';
import { isMinor } from '../model/enrolment.ts';
import { isEmailAddress } from '../model/notification.ts';
import type { Patient } from '../model/record.ts';
import type { PatientAccount } from '../store/credentials.ts';

const LONGEST_PASSWORD = 200;

/**
 * The identifier that an account is known by: eight characters at least, and no e-mail address (AU-03). Case does not count.
 * @returns it in lower case, or AccountIdentifier.
 */
export function readIdentifier(text: string): string | Refusal {
  const identifier = text.trim().toLowerCase();
  return /^[a-z0-9._-]{8,64}$/.test(identifier)
    ? identifier
    : refuse('AccountIdentifier', `identifier of ${identifier.length} characters`);
}

/**
 * A password has eight characters at least, among them an upper-case and a lower-case letter, a digit and a special
 * character (AU-04).
 * @returns AccountPassword, or undefined when it will do.
 */
export function refusePassword(password: string): Refusal | undefined {
  const { length } = [...password];
  const demanded = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{N}\s]/u];
  return length >= 8 && length <= LONGEST_PASSWORD && demanded.every((one) => one.test(password))
    ? undefined
    : refuse('AccountPassword', `password of ${length} characters`);
}

/**
 * Whether an account was made for a child who has grown up. Legal representatives may hold it, and would read what was kept from
 * them until then (rule DMP-09): she makes one of her own, with a code that is sent to herself.
 * @param at ISO 8601 UTC.
 */
export function isOutgrown(
  { createdAt }: Pick<PatientAccount, 'createdAt'>,
  patient: Pick<Patient, 'birthDate'>,
  at: string,
): boolean {
  return isMinor(patient, createdAt) && !isMinor(patient, at);
}

/** How a patient is reached: an e-mail address, which is demanded, and a mobile number, which is not (AU-05). */
export interface Reach {
  readonly email: string;
  readonly mobile?: string;
}

/** @param mobile a telephone number, with spaces or not; empty for none. @returns AccountContact for what is none. */
export function readReach(email: string, mobile: string): Reach | Refusal {
  const address = email.trim();
  const number = mobile.replace(/[\s.-]/g, '');
  if (!isEmailAddress(address)) return refuse('AccountContact', 'no e-mail address');
  if (number === '') return { email: address };
  return /^(\+[1-9][0-9]{7,14}|0[67][0-9]{8})$/.test(number)
    ? { email: address, mobile: number }
    : refuse('AccountContact', 'no mobile number');
}
