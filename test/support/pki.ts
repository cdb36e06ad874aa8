import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSandboxPki, type SandboxPki } from '../../src/identity/sandbox/pki.ts';

let made: Promise<SandboxPki> | undefined;

/** The sandbox PKI of this test run: made once (its RSA keys take seconds), shared, removed at the end. */
export function sandboxPki(): Promise<SandboxPki> {
  if (made === undefined) {
    const directory = mkdtempSync(join(tmpdir(), 'carnet-pki-'));
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    made = ensureSandboxPki(directory);
  }
  return made;
}
