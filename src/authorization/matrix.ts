import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../config.ts';
import { codeKey } from '../model/code.ts';
import { type DomainFolder, readProfile } from '../terminology/profiles.ts';

/** Groups of professions that the matrix distinguishes; they are numbered from 1. */
export const GROUPS = 19;

/** One version of the habilitation matrix: which group may read which type of document. What it does not state is denied. */
export interface Matrix {
  readonly version: string;
  /** The first day on which it applies, `YYYY-MM-DD` in Paris. */
  readonly effectiveFrom: string;
  /** `codeKey`s of the types that a group may read; none for a number that is no group. */
  typesOf(group: number): readonly string[];
}

/** `1-3,6,8-10`, as numbers in ascending order. */
const groups = z
  .string()
  .regex(/^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$/, 'is no list of groups')
  .transform((text) =>
    text.split(',').flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: Math.max(0, to - from + 1) }, (_, step) => from + step);
    }),
  )
  .refine(
    (list) =>
      list.length > 0 &&
      list.every((group, at) => group > (list[at - 1] ?? 0)) &&
      (list.at(-1) ?? 0) <= GROUPS,
    `is no ascending list of groups 1 to ${GROUPS}`,
  );

const schema = z.strictObject({
  sources: z.array(z.string()).min(1),
  version: z.string(),
  effectiveFrom: z.iso.date(),
  /** A row of the published table that no type code can stand for; it grants nothing. */
  imagingProcedure: z.strictObject({ class: z.string(), groups, label: z.string() }).optional(),
  systems: z.array(
    z.strictObject({ system: z.string(), types: z.array(z.tuple([z.string(), groups, z.string()])) }),
  ),
});

/** The versions of the matrix that a domain has, the oldest first; none where it has no such folder. */
function versionsOf({ path }: DomainFolder): string[] {
  try {
    return readdirSync(join(path, 'habilitation'))
      .flatMap((file) => /^matrix-(.+)\.json$/.exec(file)?.[1] ?? [])
      .sort();
  } catch {
    return [];
  }
}

/**
 * Reads `habilitation/matrix-<version>.json` of a domain.
 * @throws ConfigError when the domain has no such version, naming those that it has; ProfileError when the file cannot be used.
 */
export function readMatrix(folder: DomainFolder, version: string): Matrix {
  const versions = versionsOf(folder);
  if (!versions.includes(version))
    throw new ConfigError(
      `CARNET_MATRIX ${version}: the domain ${folder.name} has no such version of the matrix (there is: ${versions.join(', ') || 'none'})`,
    );
  const file = readProfile(schema, folder, 'habilitation', `matrix-${version}.json`);
  const byGroup = new Map<number, string[]>();
  for (const { system, types } of file.systems) {
    for (const [code, allowed] of types) {
      for (const group of allowed)
        byGroup.set(group, [...(byGroup.get(group) ?? []), codeKey({ code, system })]);
    }
  }
  const { effectiveFrom } = file;
  return { version: file.version, effectiveFrom, typesOf: (group) => byGroup.get(group) ?? [] };
}

/** The matrices of a domain by the day. */
export interface MatrixCalendar {
  /** The one that applies at an instant (ISO 8601 UTC); before the first, one that grants nothing. */
  at(instant: string): Matrix;
  /** In the order of their days; one alone where the operator has named it. */
  readonly matrices: readonly Matrix[];
}

/**
 * Reads all versions that a domain has, of which each applies from its day until the next one does; or that alone which the
 * operator has named, for every day.
 * @throws ConfigError where there is none, or two begin on one day; ProfileError when a file cannot be used.
 */
export function readMatrices(folder: DomainFolder, named: string | undefined): MatrixCalendar {
  if (named !== undefined) {
    const matrix = readMatrix(folder, named);
    return { at: () => matrix, matrices: [matrix] };
  }
  const matrices = versionsOf(folder)
    .map((version) => readMatrix(folder, version))
    .sort((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1));
  if (matrices.length === 0) throw new ConfigError(`the domain ${folder.name} has no habilitation matrix`);
  const twice = matrices.find((one, at) => one.effectiveFrom === matrices[at + 1]?.effectiveFrom);
  if (twice !== undefined)
    throw new ConfigError(
      `the domain ${folder.name} has two matrices that apply from ${twice.effectiveFrom}; CARNET_MATRIX can name one`,
    );
  const begun = matrices.map((matrix) => ({ matrix, from: startOfDay(matrix.effectiveFrom) }));
  return {
    at: (instant) => begun.findLast(({ from }) => from <= instant)?.matrix ?? NO_MATRIX,
    matrices,
  };
}

const HOUR = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Europe/Paris',
});

/** The instant at which a day begins in France: clocks are never changed between its midnight and that of UTC. */
function startOfDay(day: string): string {
  const midnight = Date.parse(day);
  return new Date(midnight - Number(HOUR.format(midnight)) * 3_600_000).toISOString();
}

const NO_MATRIX: Matrix = { version: 'none', effectiveFrom: '', typesOf: () => [] };
