import { mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSandboxPki, type SandboxPki } from '../src/identity/sandbox/pki.ts';

let made: Promise<SandboxPki> | undefined;

/** The sandbox PKI of this process: made once (its RSA keys take seconds), shared, removed at the end. */
export function sandboxPki(): Promise<SandboxPki> {
  if (made === undefined) {
    const directory = mkdtempSync(join(tmpdir(), 'carnet-pki-'));
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    made = ensureSandboxPki(directory);
  }
  return made;
}

/** Gives that PKI to a server that is going to start on a data folder, which spares it making one. */
export async function bringSandboxPki(data: string): Promise<void> {
  const { directory } = await sandboxPki();
  await cp(directory, join(data, 'pki'), { recursive: true });
}
