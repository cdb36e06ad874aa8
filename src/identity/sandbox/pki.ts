import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import forge from 'node-forge';
import { EXTENDED_USAGE } from '../certificate.ts';
import { createTrust, type Trust } from '../certificate-path.ts';
import { NAME } from '../distinguished-name.ts';
import { ensureTokenService } from './assertion-signer.ts';
import { type Authorities, ensureAuthorities } from './authorities.ts';
import {
  basicConstraints,
  extendedUsage,
  keyUsage,
  type MadeExtension,
  sequence,
} from './certificate-maker.ts';
import { readIfThere, writePublic } from './files.ts';
import { identitiesOf, type SandboxIdentity } from './identities.ts';
import { leafExtensions } from './layouts.ts';
import { ensureLeaf } from './leaves.ts';
import { YEAR } from './lifetime.ts';
import { readPeople, type SandboxPatient } from './people.ts';
import { ensureRevocationLists } from './revocation-lists.ts';
import { ensureTokenIssuer, type SandboxTokenIssuer } from './token-issuer.ts';

/** A certificate chain (leaf first) and its key, PEM: what node:tls and node:https take. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

/** The sandbox's authorities, cards and structures on disk. */
export interface SandboxPki {
  /** `DIR/pki`. */
  readonly directory: string;
  readonly identities: readonly SandboxIdentity[];
  readonly patients: readonly SandboxPatient[];
  /** By slug, PS_IdNat or Struct_IdNat. Throws when nobody has it. */
  identity(slug: string): SandboxIdentity;
  /** Reads the files of one key pair; kept in memory after that. */
  credentials(slug: string, use: 'auth' | 'sign'): Credentials;
  /** The same key, ready to sign. */
  signingKey(slug: string): KeyObject;
  /** PEM of the roots and issuing authorities of client certificates. */
  readonly anchors: readonly string[];
  /** Trust in these anchors, test certificates included, revocation apart. */
  readonly trust: Trust;
  /** PEM of every authority, that of the server too: what a client trusts. Also `DIR/pki/ca.pem`. */
  readonly ca: string;
  readonly server: Credentials;
  readonly tokenIssuer: SandboxTokenIssuer;
  /** Signs the X-User Assertions of the sandbox. */
  readonly tokenService: Credentials;
}

const CARD_LIFE = 3 * YEAR;

/** SubjectAltName of a server of this machine: DNS localhost, 127.0.0.1, ::1. */
export function localNames(): MadeExtension {
  const name = (tag: number, bytes: string) =>
    forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, tag as forge.asn1.Type, false, bytes);
  const loopback6 = `${'\0'.repeat(15)}\x01`;
  return {
    oid: '2.5.29.17',
    value: sequence(name(2, 'localhost'), name(7, '\x7f\0\0\x01'), name(7, loopback6)),
  };
}

async function ensureServer(directory: string, { servers }: Authorities): Promise<Credentials> {
  const files = { certificate: `${directory}/server.crt.pem`, key: `${directory}/server.key.pem` };
  await ensureLeaf({
    files,
    key: 'p256',
    subject: [[{ oid: NAME.organization, value: 'CARNET' }], [{ oid: NAME.commonName, value: 'localhost' }]],
    issuer: servers,
    life: 2 * YEAR,
    extensions: () => [
      basicConstraints(),
      keyUsage(0),
      // It is a client where it sends audit messages.
      extendedUsage(EXTENDED_USAGE.serverAuth, EXTENDED_USAGE.clientAuth),
      localNames(),
    ],
  });
  return { certificate: readFileSync(files.certificate, 'utf8'), key: readFileSync(files.key, 'utf8') };
}

/**
 * Makes or completes the sandbox PKI in `directory/pki`: the authorities, two key pairs for each card and structure of
 * `fixtures/people.json`, the server's certificate, the key of the token issuer, the token service, revocation lists. What is there and lasts 30 days stays.
 */
export async function ensureSandboxPki(directory: string): Promise<SandboxPki> {
  const pki = `${directory}/pki`;
  await mkdir(pki, { recursive: true, mode: 0o700 });
  const people = readPeople();
  const identities = identitiesOf(people, pki);
  const authorities = await ensureAuthorities(`${pki}/authorities`);
  const leaves = identities.flatMap((identity) =>
    (['auth', 'sign'] as const).map((use) =>
      ensureLeaf({
        files: identity.files[use],
        key: 'rsa',
        subject: identity.subject,
        issuer: identity.kind === 'structure' ? authorities.organizations : authorities.persons,
        life: CARD_LIFE,
        extensions: () => leafExtensions(identity, use),
      }),
    ),
  );
  const [server, tokenIssuer, tokenService] = await Promise.all([
    ensureServer(pki, authorities),
    ensureTokenIssuer(pki),
    ensureTokenService(pki, authorities.organizations),
    ensureRevocationLists(pki, authorities.ofClients),
    ...leaves,
  ]);
  const ca = [...authorities.anchors, authorities.servers.pem].join('');
  if ((await readIfThere(`${pki}/ca.pem`)) !== ca) await writePublic(`${pki}/ca.pem`, ca);
  return handle(pki, identities, people.patients, authorities, { ca, server, tokenIssuer, tokenService });
}

function handle(
  directory: string,
  identities: readonly SandboxIdentity[],
  patients: readonly SandboxPatient[],
  { anchors }: Authorities,
  services: Pick<SandboxPki, 'ca' | 'server' | 'tokenIssuer' | 'tokenService'>,
): SandboxPki {
  const read = new Map<string, Credentials>();
  const keys = new Map<string, KeyObject>();
  const identity = (slug: string): SandboxIdentity => {
    const found = identities.find((candidate) => candidate.slug === slug || candidate.id === slug);
    if (found === undefined) throw new RangeError(`no sandbox identity ${slug}`);
    return found;
  };
  const credentials = (slug: string, use: 'auth' | 'sign'): Credentials => {
    const { files } = identity(slug);
    const key = files[use].key;
    const known = read.get(key);
    if (known !== undefined) return known;
    const fresh = {
      certificate: readFileSync(files[use].certificate, 'utf8'),
      key: readFileSync(key, 'utf8'),
    };
    read.set(key, fresh);
    return fresh;
  };
  return {
    directory,
    identities,
    patients,
    identity,
    credentials,
    signingKey(slug) {
      const { key } = credentials(slug, 'sign');
      const known = keys.get(key) ?? createPrivateKey(key);
      keys.set(key, known);
      return known;
    },
    anchors,
    trust: createTrust({ anchors, testCertificates: true }),
    ...services,
  };
}
