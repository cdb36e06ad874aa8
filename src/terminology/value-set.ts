import { z } from 'zod';
import type { CodedAttribute, CodeVerdict } from './affinity-domain.ts';
import { type DomainFolder, readProfile } from './profiles.ts';

/** Settings that a domain file may make a code depend on. */
export interface DomainSettings {
  readonly exportDui?: boolean;
}

const period = z.strictObject({
  /** First day on which the code may be used. */
  from: z.iso.date().optional(),
  /** First day on which it may no longer be used. */
  until: z.iso.date().optional(),
  /** The code counts only where this setting is on. */
  setting: z.enum(['exportDui']).optional(),
});

const schema = z.strictObject({
  attribute: z.string(),
  sources: z.array(z.string()).min(1),
  systems: z.array(
    z.strictObject({
      system: z.string(),
      name: z.string().optional(),
      /** `any`: the domain binds the system and leaves its codes free. */
      codes: z.union([
        z.literal('any'),
        z.array(z.tuple([z.string().min(1), z.string(), period.optional()])),
      ]),
    }),
  ),
});

type Period = z.infer<typeof period>;

interface Member {
  readonly display: string;
  readonly period: Period;
}

/** The codes of one attribute, by system. */
export type ValueSet = ReadonlyMap<string, 'any' | ReadonlyMap<string, Member>>;

/** `typeCode` is kept in `type-code.json`. */
function fileName(attribute: CodedAttribute): string {
  return `${attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.json`;
}

/** The shape of the file of one attribute; a system or a code that stands twice is a fault. */
export function valueSetSchema(attribute: CodedAttribute) {
  return schema.superRefine((file, context) => {
    if (file.attribute !== attribute) context.addIssue(`is of the attribute ${file.attribute}`);
    for (const twice of repeated(file.systems.map(({ system }) => system)))
      context.addIssue(`names the system '${twice}' twice`);
    for (const { codes } of file.systems) {
      if (codes === 'any') continue;
      for (const twice of repeated(codes.map(([code]) => code)))
        context.addIssue(`names the code ${twice} twice`);
    }
  });
}

/**
 * Reads `value-sets/<attribute>.json` of a domain.
 * @throws ProfileError when the file is absent or cannot be used.
 */
export function readValueSet(folder: DomainFolder, attribute: CodedAttribute): ValueSet {
  const { systems } = readProfile(valueSetSchema(attribute), folder, 'value-sets', fileName(attribute));
  return new Map(
    systems.map(({ system, codes }) => [
      system,
      codes === 'any'
        ? codes
        : new Map(codes.map(([code, display, dates]) => [code, { display, period: dates ?? {} }])),
    ]),
  );
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, at) => values.indexOf(value) !== at);
}

/**
 * Whether a code may be used on a day. Days are UTC, since the metadata that carry the codes are.
 * @param on the day of submission.
 */
export function checkCode(
  set: ValueSet,
  system: string,
  code: string,
  on: Date,
  settings: DomainSettings,
): CodeVerdict {
  const codes = set.get(system);
  if (codes === 'any') return 'free';
  const member = codes?.get(code);
  if (member === undefined) return 'unknown';
  const { from, until, setting } = member.period;
  if (setting !== undefined && settings[setting] !== true) return 'unknown';
  const day = on.toISOString().slice(0, 10);
  if (from !== undefined && day < from) return 'unknown';
  return until !== undefined && day >= until ? 'expired' : 'valid';
}

/** The French display text of a code; undefined when the set does not list it. */
export function displayOf(set: ValueSet | undefined, system: string, code: string): string | undefined {
  const codes = set?.get(system);
  return codes === undefined || codes === 'any' ? undefined : codes.get(code)?.display;
}
