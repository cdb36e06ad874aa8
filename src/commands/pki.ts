import type { SandboxIdentity } from '../identity/sandbox/identities.ts';
import { ensureSandboxPki, type SandboxPki } from '../identity/sandbox/pki.ts';
import { revokeIdentity } from '../identity/sandbox/revocation-lists.ts';
import { say } from './say.ts';
import { type Command, readArguments, UsageError } from './usage.ts';

/** `carnet pki`: the cards and structures of the sandbox, with their files. */
export const pki: Command = {
  name: 'pki',
  usage: 'pki [revoke ID] [--data DIR]',
  summary: 'lists the sandbox identities with profession, ids and files, or revokes the certificates of one',
  async run(args) {
    const { config, positionals } = readArguments(args);
    const sandbox = await openSandbox(config);
    const [verb, id, ...more] = positionals;
    if (verb !== undefined) {
      if (verb !== 'revoke' || id === undefined || more.length > 0)
        throw new UsageError('pki, or pki revoke ID');
      const file = await revokeIdentity(sandbox.directory, knownIdentity(sandbox, id));
      say(`Revoked in ${file}; a server that runs knows within a minute.`);
      return 0;
    }
    const rows = sandbox.identities.map((identity) => [
      identity.slug,
      identity.kind === 'professional' ? identity.person.professionDisplay : identity.kind,
      identity.id,
      identity.name,
      identity.structure.id,
      `${sandbox.directory}/${identity.slug}.{auth,sign}.{crt.pem,key.pem,p12}`,
    ]);
    const patients = sandbox.patients.map(({ slug, ins, family, givens, authority }) => [
      slug,
      'patient',
      ins,
      `${family} ${givens[0]}`,
      authority,
      '',
    ]);
    say(...table([['name', 'profession', 'id', 'who', 'structure', 'files'], ...rows, ...patients]));
    return 0;
  },
};

/** The sandbox PKI of a data folder, made if it is not there. */
export async function openSandbox(config: {
  readonly data: string;
  readonly mode: string;
}): Promise<SandboxPki> {
  if (config.mode !== 'sandbox') throw new UsageError('there are no sandbox identities in production');
  return ensureSandboxPki(config.data);
}

/** A sandbox identity by slug or id. @throws UsageError when nobody has it. */
export function knownIdentity(sandbox: SandboxPki, id: string): SandboxIdentity {
  const found = sandbox.identities.find((identity) => identity.slug === id || identity.id === id);
  if (found === undefined) throw new UsageError(`no sandbox identity ${id}; carnet pki lists them`);
  return found;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
