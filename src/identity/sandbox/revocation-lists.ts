import { mkdir, readFile } from 'node:fs/promises';
import { readCertificate } from '../certificate.ts';
import { signersOf } from '../revocation/list-signature.ts';
import { type RevocationList, readRevocationList } from '../revocation/revocation-list.ts';
import { type Authority, ensureAuthorities } from './authorities.ts';
import { writePublic } from './files.ts';
import type { SandboxIdentity } from './identities.ts';
import { SOON, YEAR } from './lifetime.ts';
import { type MadeEntry, makeRevocationList } from './revocation-list-maker.ts';

const KEY_COMPROMISE = 1;

function fileOf(directory: string, { file }: Authority): string {
  return `${directory}/crl/${file}.crl`;
}

/** Undefined where there is none of this very authority. */
async function stored(file: string, { certificate }: Authority): Promise<RevocationList | undefined> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  const list = bytes === undefined ? undefined : await readRevocationList(bytes);
  if (list === undefined || typeof list === 'string') return undefined;
  const signers = await signersOf(list, [certificate]);
  return typeof signers === 'string' ? undefined : list;
}

async function issue(
  directory: string,
  authority: Authority,
  former: RevocationList | undefined,
  added: readonly MadeEntry[],
): Promise<void> {
  const now = Date.now();
  const revoked = former?.revoked.get(former.issuerKey);
  const kept = [...(revoked ?? [])].map(([serial, entry]) => ({ serial, ...entry }));
  const list = makeRevocationList({
    issuer: authority.name,
    key: authority.key,
    publicKey: authority.certificate.x509.publicKey,
    thisUpdate: new Date(now),
    nextUpdate: new Date(now + YEAR),
    number: (former?.number ?? 0n) + 1n,
    revoked: [...kept, ...added.filter(({ serial }) => revoked?.has(serial) !== true)],
  });
  await writePublic(fileOf(directory, authority), list);
}

/** Makes the lists of the sandbox in `DIR/pki/crl` where they are missing or end within 30 days. */
export async function ensureRevocationLists(
  directory: string,
  authorities: readonly Authority[],
): Promise<void> {
  await mkdir(`${directory}/crl`, { recursive: true });
  for (const authority of authorities) {
    const list = await stored(fileOf(directory, authority), authority);
    if (list === undefined || list.nextUpdate.getTime() < Date.now() + SOON) {
      await issue(directory, authority, list, []);
    }
  }
}

/**
 * Revokes both certificates of an identity of the sandbox, as if its card had been lost: a new list of its authority.
 * @param directory `DIR/pki`.
 * @returns the file of the list.
 */
export async function revokeIdentity(directory: string, identity: SandboxIdentity): Promise<string> {
  const { persons, organizations } = await ensureAuthorities(`${directory}/authorities`);
  const authority = identity.kind === 'structure' ? organizations : persons;
  const entries: MadeEntry[] = [];
  for (const { certificate } of Object.values(identity.files)) {
    const { serial } = readCertificate(await readFile(certificate, 'utf8'))!;
    entries.push({ serial, date: new Date(), reason: KEY_COMPROMISE });
  }
  const file = fileOf(directory, authority);
  await issue(directory, authority, await stored(file, authority), entries);
  return file;
}
