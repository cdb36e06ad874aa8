import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { access } from 'node:fs/promises';
import { readCertificate } from '../certificate.ts';
import { type DistinguishedName, sameName } from '../distinguished-name.ts';
import type { Authority } from './authorities.ts';
import { type MadeExtension, makeCertificate, makePkcs12 } from './certificate-maker.ts';
import { freshKey, readIfThere, writePrivate, writePublic } from './files.ts';
import type { CredentialFiles } from './identities.ts';
import { DAY, lasts } from './lifetime.ts';

/** The password of the PKCS#12 files of the sandbox. */
export const PKCS12_PASSWORD = 'carnet';

export interface LeafPlan {
  readonly files: Omit<CredentialFiles, 'pkcs12'> & { readonly pkcs12?: string };
  readonly key: 'rsa' | 'p256';
  readonly subject: DistinguishedName;
  readonly issuer: Authority;
  readonly life: number;
  readonly extensions: () => readonly MadeExtension[];
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function usable({ files, subject, issuer }: LeafPlan): Promise<boolean> {
  const [pem, key] = await Promise.all([readIfThere(files.certificate), readIfThere(files.key)]);
  if (pem === undefined || key === undefined) return false;
  const certificate = readCertificate(pem);
  return (
    certificate !== undefined &&
    lasts(certificate) &&
    sameName(certificate.subject, subject) &&
    certificate.x509.verify(issuer.certificate.x509.publicKey) &&
    certificate.x509.checkPrivateKey(createPrivateKey(key)) &&
    (files.pkcs12 === undefined || (await exists(files.pkcs12)))
  );
}

function issue(plan: LeafPlan, publicKey: KeyObject): string {
  return makeCertificate({
    subject: plan.subject,
    publicKey,
    issuer: plan.issuer.name,
    issuerKey: plan.issuer.key,
    issuerPublicKey: plan.issuer.certificate.x509.publicKey,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + plan.life),
    extensions: plan.extensions(),
  });
}

/** Makes the files of one key pair unless they are there and last. Key first, certificate last: a stop half-way is seen. */
export async function ensureLeaf(plan: LeafPlan): Promise<void> {
  if (await usable(plan)) return;
  const { files, issuer } = plan;
  const key = await freshKey(plan.key);
  const leaf = issue(plan, createPublicKey(key));
  const chain = [leaf, ...issuer.chain];
  await writePrivate(files.key, key);
  if (files.pkcs12 !== undefined) {
    await writePrivate(files.pkcs12, makePkcs12(key, chain, PKCS12_PASSWORD));
  }
  await writePublic(files.certificate, chain.join(''));
}
