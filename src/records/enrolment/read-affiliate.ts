import { z } from 'zod';
import type { Affiliate } from '../../model/enrolment.ts';
import { completedBirthDate } from '../../model/identity.ts';
import { INS_NIR, INS_NIR_TEST, isMatricule } from '../../model/ins.ts';
import { isEmailAddress } from '../../model/notification.ts';
import { areFormer, type CreationRules, recordFaults } from '../create-record.ts';

/** A line of text that can stand in a letter. */
const line = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);
const contact = {
  email: z.string().refine(isEmailAddress).optional(),
  mobile: z
    .string()
    .regex(/^\+?[0-9 .-]{8,20}$/)
    .optional(),
  postal: z.array(line).min(1).max(7).optional(),
};
const representative = z.strictObject({
  ...contact,
  role: z.enum(['parent', 'tuteur']),
  ins: z.string().refine(isMatricule).optional(),
  family: line,
  given: line,
});
const shape = z.strictObject({
  ...contact,
  ins: z.string(),
  authority: z.string().optional(),
  formerIns: z
    .array(z.strictObject({ ins: z.string(), authority: z.string().optional() }))
    .max(10)
    .default([]),
  family: z.string(),
  usualFamily: z.string().optional(),
  givens: z.array(z.string()),
  birthDate: z.string(),
  sex: z.string(),
  birthPlace: z.string().optional(),
  cards: z
    .array(z.string().regex(/^[0-9A-Z]{4,30}$/i))
    .max(10)
    .default([]),
  protected: z.boolean().default(false),
  representatives: z.array(representative).max(4).default([]),
});

/**
 * Reads one line of the file of insured persons, a JSON object: `ins`, `authority` (the NIR's unless said), `family`,
 * `formerIns` (those that it has replaced, each with `ins` and `authority`, the same unless said), `usualFamily`, `givens`,
 * `birthDate` (of which day and month may be unknown, see `completedBirthDate`), `sex`, `birthPlace`, `email`, `mobile`, `postal` (lines), `cards` (serial numbers), `protected`,
 * and `representatives`, the principal one first, each with `role` (`parent` or `tuteur`), `ins`, `family`, `given`, `email`
 * and `postal`.
 * @returns the person, or the names of the members at fault.
 */
export function readAffiliate(text: string, rules: CreationRules, at: string): Affiliate | readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return ['no JSON object'];
  }
  const read = shape.safeParse(value);
  if (!read.success) return read.error.issues.map(({ path }) => path.join('.') || 'unknown member');
  const {
    authority = rules.mode === 'production' ? INS_NIR : INS_NIR_TEST,
    email,
    mobile,
    postal,
    sex,
    usualFamily,
    birthPlace,
    birthDate,
    formerIns,
    representatives,
    ...rest
  } = read.data;
  const traits = {
    ...rest,
    ...completedBirthDate(birthDate),
    authority,
    sex: sex as Affiliate['sex'],
    ...(usualFamily === undefined ? {} : { usualFamily }),
    ...(birthPlace === undefined ? {} : { birthPlace }),
  };
  const faults = recordFaults(traits, rules, at).map(({ about = '' }) => about.replace(/^--/, ''));
  if (faults.length > 0) return faults;
  const former = formerIns.map((one) => ({ value: one.ins, authority: one.authority ?? authority }));
  if (!areFormer(former, { value: traits.ins, authority }, rules)) return ['formerIns'];
  return {
    ...traits,
    ...(former.length === 0 ? {} : { former }),
    contact: present({ email, mobile, postal }),
    representatives: representatives.map(({ email, mobile, postal, ins, ...known }) => ({
      ...known,
      ...(ins === undefined ? {} : { ins }),
      ...present({ email, mobile, postal }),
    })),
  };
}

function present({
  email,
  mobile,
  postal,
}: Partial<Record<'email' | 'mobile', string | undefined>> & {
  postal: string[] | undefined;
}) {
  return {
    ...(email === undefined ? {} : { email }),
    ...(mobile === undefined ? {} : { mobile }),
    ...(postal === undefined ? {} : { postal }),
  };
}
