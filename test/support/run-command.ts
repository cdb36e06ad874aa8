import { openStore } from '../../src/app.ts';
import type { Command } from '../../src/commands/usage.ts';
import { readConfig } from '../../src/config.ts';
import type { Store } from '../../src/store/store.ts';

export interface CommandOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command in this process, as `main.ts` does.
 * @param settings `CARNET_…` variables, beside those of the environment.
 * @throws what the command throws.
 */
export async function runCommand(
  command: Command,
  settings: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<CommandOutcome> {
  const written = { stdout: '', stderr: '' };
  const streams = ['stdout', 'stderr'] as const;
  const originals = streams.map((name) => process[name].write);
  const environment = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, settings);
  for (const name of streams)
    process[name].write = ((text: string) => {
      written[name] += text;
      return true;
    }) as typeof process.stdout.write;
  try {
    const code = await command.run(args);
    return { code, out: written.stdout, err: written.stderr };
  } finally {
    for (const [at, name] of streams.entries()) process[name].write = originals[at]!;
    for (const [name, value] of environment) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** The error that a command ends with. */
export async function faultOf(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Looks into the store of a data folder, as a command opens it. */
export async function withStore<T>(data: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(readConfig({ CARNET_DATA: data }));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}
