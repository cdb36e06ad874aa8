import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** DocumentEntries that the store holds before anything is measured. */
  readonly entries: number;
  readonly patients: number;
  /** Length of each measurement, and of the warm-up before it. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly clients: number;
  /** Exit code 1 when a target is missed. */
  readonly strict: boolean;
  /** Names of the scenarios to run; all when empty. */
  readonly only: readonly string[];
}

export const USAGE = `npm run bench -- [--short] [--strict] [--entries N] [--patients N] [--seconds N] [--clients N] [--only NAME]...
names: iti-18, iti-43, iti-41, fhir-search, memory-opaque, memory-cda, start`;

/** Reads the arguments of the bench. @throws Error whose message is for the reader. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      entries: { type: 'string' },
      patients: { type: 'string' },
      seconds: { type: 'string' },
      clients: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const { short } = values;
  const number = (name: 'entries' | 'patients' | 'seconds' | 'clients', otherwise: number): number => {
    const given = values[name];
    if (given === undefined) return otherwise;
    if (!/^[1-9][0-9]*$/.test(given)) throw new Error(`--${name} must be a positive whole number`);
    return Number(given);
  };
  return {
    entries: number('entries', short ? 2_000 : 100_000),
    patients: number('patients', short ? 100 : 2_000),
    seconds: number('seconds', short ? 2 : 10),
    warmUpSeconds: short ? 1 : 3,
    clients: number('clients', 32),
    strict: values.strict,
    only: values.only,
  };
}
