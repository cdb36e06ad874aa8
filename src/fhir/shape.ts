import { z } from 'zod';
import { type Fault, type Refusal, refuseAll } from '../errors.ts';
import type { JsonValue } from './json.ts';

/** Faults that are told at once. */
const MOST_FAULTS = 20;
const LONGEST_PATH = 200;
/** Characters that XML and HL7 v2 cannot carry, so that no face could answer them; and halves of a character. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udfff]/u;

/** A FHIR string: not blank, at most so many characters, and none that another face could not write. */
export function textOf(longest: number) {
  return z
    .string()
    .max(longest)
    .refine((value) => value.trim() !== '' && !UNWRITABLE.test(value));
}

/** A reference, an identifier or a code system: no blanks. */
export const uriShape = z.string().regex(/^[\x21-\x7e]{1,1024}$/);

/** What an element of any resource may carry without changing its meaning: never an extension that modifies. */
export const resourceHead = {
  id: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/)
    .optional(),
  meta: z.looseObject({}).optional(),
  implicitRules: z.never().optional(),
  language: z.string().max(35).optional(),
  text: z.looseObject({}).optional(),
};

/**
 * Reads a resource, or a part of one, by its shape.
 * @param root how the place of a fault begins, such as `Consent`.
 * @returns ResourceIncomplete for each element that is missing and ResourceInvalid for each that is wrong or unknown, all
 * found together, at most twenty. Of what was sent they name elements, never values.
 */
export function readShape<T>(shape: z.ZodType<T>, value: JsonValue, root: string): T | Refusal {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.slice(0, MOST_FAULTS).flatMap((issue) => faultsOf(issue, value, root));
  return refuseAll(faults.slice(0, MOST_FAULTS))!;
}

function faultsOf(issue: z.core.$ZodIssue, value: JsonValue, root: string): Fault[] {
  const place = issue.path.reduce<string>(
    (before, step) => (typeof step === 'number' ? `${before}[${step}]` : `${before}.${String(step)}`),
    root,
  );
  const named = (about: string) => about.replace(UNWRITABLE, '').slice(0, LONGEST_PATH);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'ResourceInvalid',
      detail: `${place}: unknown element`,
      about: named(`${place}.${key}`),
    }));
  }
  const code = at(value, issue.path) === undefined ? 'ResourceIncomplete' : 'ResourceInvalid';
  return [{ code, detail: `${place}: ${issue.code}`, about: named(place) }];
}

function at(value: JsonValue | undefined, path: readonly PropertyKey[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as { readonly [name: PropertyKey]: JsonValue | undefined })[step];
  }
  return found;
}
