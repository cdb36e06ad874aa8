import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios/scenario.ts';

export interface BenchOptions {
  readonly form: keyof typeof SIZES;
  /** DocumentEntries that the store holds before anything is measured. */
  readonly entries: number;
  readonly patients: number;
  /** Length of each measurement, and of the warm-up before it. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly clients: number;
  /** Exit code 1 when a target is missed. */
  readonly strict: boolean;
  /** A folder whose seeded stores are used again, and stay; without it a temporary one. */
  readonly keep: string | undefined;
  /** Names of the scenarios to run; all when empty. */
  readonly only: readonly string[];
}

/** What can be measured alone: the scenarios, and what is measured in another way than by clients beside a baseline. */
const NAMES: readonly string[] = [...SCENARIOS, 'p99', 'iti-42', 'memory-opaque', 'memory-cda', 'start'];

export const USAGE = `npm run bench -- [--short|--large] [--strict] [--entries N] [--patients N] [--seconds N] [--clients N] [--keep DIR] [--only NAME]...
names: ${NAMES.join(', ')}`;

/** Entries, patients, seconds of a measurement and of its warm-up. */
const SIZES = {
  short: { entries: 2_000, patients: 100, seconds: 2, warmUpSeconds: 1 },
  usual: { entries: 100_000, patients: 2_000, seconds: 10, warmUpSeconds: 3 },
  large: { entries: 1_000_000, patients: 20_000, seconds: 10, warmUpSeconds: 3 },
} as const;

/** Reads the arguments of the bench. @throws Error whose message is for the reader. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      entries: { type: 'string' },
      patients: { type: 'string' },
      seconds: { type: 'string' },
      clients: { type: 'string' },
      keep: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const { short, large, only } = values;
  if (short && large) throw new Error('--short or --large, not both');
  const unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`nothing is called ${unknown.join(', ')}`);
  const form = short ? 'short' : large ? 'large' : 'usual';
  const size = SIZES[form];
  const number = (name: 'entries' | 'patients' | 'seconds' | 'clients', otherwise: number): number => {
    const given = values[name];
    if (given === undefined) return otherwise;
    if (!/^[1-9][0-9]*$/.test(given)) throw new Error(`--${name} must be a positive whole number`);
    return Number(given);
  };
  return {
    form,
    entries: number('entries', size.entries),
    patients: number('patients', size.patients),
    seconds: number('seconds', size.seconds),
    warmUpSeconds: size.warmUpSeconds,
    clients: number('clients', 32),
    strict: values.strict,
    keep: values.keep,
    only,
  };
}
