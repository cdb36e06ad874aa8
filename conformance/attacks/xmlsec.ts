import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether Debian's `xmlsec1` is there. */
export function isXmlsecInstalled(): boolean {
  return spawnSync('xmlsec1', ['--version']).status === 0;
}

function run(
  options: readonly string[],
  files: Readonly<Record<string, string>>,
): { ok: boolean; out: string } {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-xmlsec-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const { status, stdout } = spawnSync('xmlsec1', [...options], { cwd: folder, encoding: 'utf8' });
    return { ok: status === 0, out: stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ASSERTION_ID = ['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion'];

/** xmlsec1's verdict on an assertion, with this certificate as the only key. */
export function xmlsecVerifies(assertion: string, certificate: string): boolean {
  const files = { 'assertion.xml': assertion, 'signer.pem': certificate };
  return run(['--verify', ...ASSERTION_ID, '--pubkey-cert-pem', 'signer.pem', 'assertion.xml'], files).ok;
}

/** Fills the empty signature of an assertion. */
export function xmlsecSigns(template: string, key: string, certificate: string): string {
  const files = { 'template.xml': template, 'key.pem': key, 'signer.pem': certificate };
  const made = run(['--sign', ...ASSERTION_ID, '--privkey-pem', 'key.pem,signer.pem', 'template.xml'], files);
  if (!made.ok) throw new Error('xmlsec1 did not sign');
  return made.out.replace(/^<\?xml[^>]*\?>\s*/, '').trimEnd();
}
