import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readCertificate } from '../../src/identity/certificate.ts';
import type { DistinguishedName } from '../../src/identity/distinguished-name.ts';
import { type MadeExtension, makeCertificate } from '../../src/identity/sandbox/certificate-maker.ts';
import { leafExtensions } from '../../src/identity/sandbox/layouts.ts';
import type { Credentials, SandboxPki } from '../../src/identity/sandbox/pki.ts';

/** Who issues a card: a pinned authority of the sandbox, or one that only has its name. */
export interface CardIssuer {
  readonly name: DistinguishedName;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
  /** PEM of the authority and those above it. */
  readonly chain: string;
}

export interface CardWanted {
  readonly slug: string;
  readonly use: 'auth' | 'sign';
  readonly issuer: CardIssuer;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: (usual: readonly MadeExtension[]) => readonly MadeExtension[];
}

const HOUR = 3_600_000;

/** The authority of the sandbox that issues the cards of persons. */
export function personsAuthority(pki: SandboxPki): CardIssuer {
  const file = `${pki.directory}/authorities/fort-personnes`;
  const pem = readFileSync(`${file}.crt.pem`, 'utf8');
  const certificate = readCertificate(pem)!;
  return {
    name: certificate.subject,
    key: createPrivateKey(readFileSync(`${file}.key.pem`)),
    publicKey: certificate.x509.publicKey,
    chain: pem,
  };
}

/** Issues another certificate for the name and the key that somebody of the sandbox has already. */
export function makeCard(pki: SandboxPki, wanted: CardWanted): Credentials {
  const identity = pki.identity(wanted.slug);
  const { key } = pki.credentials(wanted.slug, wanted.use);
  const { issuer } = wanted;
  const usual = leafExtensions(identity, wanted.use);
  const leaf = makeCertificate({
    subject: identity.subject,
    publicKey: createPublicKey(key),
    issuer: issuer.name,
    issuerKey: issuer.key,
    issuerPublicKey: issuer.publicKey,
    notBefore: wanted.notBefore ?? new Date(Date.now() - HOUR),
    notAfter: wanted.notAfter ?? new Date(Date.now() + HOUR),
    extensions: wanted.extensions?.(usual) ?? usual,
  });
  return { certificate: leaf + issuer.chain, key };
}
