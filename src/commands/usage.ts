import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';

/** One word of the command line. `run` returns the exit code. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}

/** The words of a command cannot be used; the message says which. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** The flags that are settings, each with its environment variable. */
const settings: Record<string, string> = {
  data: 'CARNET_DATA',
  port: 'CARNET_PORT',
  host: 'CARNET_HOST',
  domain: 'CARNET_DOMAIN',
  profiles: 'CARNET_PROFILES',
  mode: 'CARNET_MODE',
  'public-url': 'CARNET_PUBLIC_URL',
  'http-port': 'CARNET_HTTP_PORT',
  patients: 'CARNET_PATIENTS',
  'hl7-port': 'CARNET_HL7_PORT',
  'hl7-plain-port': 'CARNET_HL7_PLAIN_PORT',
};

export interface Arguments {
  readonly config: Config;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/**
 * Reads the words of a command: its own options, and the settings that every command shares.
 * @throws UsageError for an unknown flag, ConfigError for a bad setting.
 */
export function readArguments(args: readonly string[], own: Options = {}): Arguments {
  const shared: Options = Object.fromEntries(
    Object.keys(settings).map((flag) => [flag, { type: 'string' as const }]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...shared, ...own },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const values = parsed.values as Record<string, string | boolean | undefined>;
  const environment: Record<string, string | undefined> = { ...process.env };
  for (const [flag, variable] of Object.entries(settings)) {
    const value = values[flag];
    if (typeof value === 'string') environment[variable] = value;
  }
  return { config: readConfig(environment), values, positionals: parsed.positionals };
}

/** An option that must be there. */
export function required(values: Arguments['values'], flag: string): string {
  const value = values[flag];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${flag} is needed`);
  return value;
}

/** An option that must be one of a few words. */
export function oneOf<T extends string>(
  values: Arguments['values'],
  flag: string,
  words: readonly T[],
): T | undefined {
  const value = values[flag];
  if (value === undefined) return undefined;
  if (!(words as readonly unknown[]).includes(value))
    throw new UsageError(`--${flag} is one of ${words.join(', ')}`);
  return value as T;
}
