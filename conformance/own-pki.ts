import { mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSandboxPki, type SandboxPki } from '../src/identity/sandbox/pki.ts';

/**
 * The folder of the PKI. It is kept with the process: mocha loads most files of tests as CommonJS and some as modules, and each
 * kind has modules of its own.
 */
const shared = globalThis as { carnetSandboxPki?: Promise<string> };
let read: Promise<SandboxPki> | undefined;

/** The sandbox PKI of this process: made once (its RSA keys take seconds), shared, removed at the end. */
export function sandboxPki(): Promise<SandboxPki> {
  shared.carnetSandboxPki ??= make();
  read ??= shared.carnetSandboxPki.then(ensureSandboxPki);
  return read;
}

async function make(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-pki-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await ensureSandboxPki(folder);
  return folder;
}

/** Gives that PKI to a server that is going to start on a data folder, which spares it making one. */
export async function bringSandboxPki(data: string): Promise<void> {
  const { directory } = await sandboxPki();
  await cp(directory, join(data, 'pki'), { recursive: true });
}
