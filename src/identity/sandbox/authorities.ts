import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { type Certificate, readCertificate } from '../certificate.ts';
import { type DistinguishedName, NAME, sameName } from '../distinguished-name.ts';
import { basicConstraints, keyUsage, makeCertificate } from './certificate-maker.ts';
import { freshKey, readIfThere, writePrivate, writePublic } from './files.ts';
import { lasts, YEAR } from './lifetime.ts';

const KEY_CERT_SIGN = 5;
const CRL_SIGN = 6;
const LIFE = 10 * YEAR;

/** An authority of the sandbox, with what it needs to issue. */
export interface Authority {
  /** What its files are called, without folder and ending. */
  readonly file: string;
  readonly pem: string;
  readonly name: DistinguishedName;
  readonly key: KeyObject;
  readonly certificate: Certificate;
  /** This authority and those above it, PEM. */
  readonly chain: readonly string[];
}

export interface Authorities {
  readonly persons: Authority;
  readonly organizations: Authority;
  readonly servers: Authority;
  /** Roots and issuing authorities of client certificates. */
  readonly ofClients: readonly Authority[];
  /** Their certificates, PEM. */
  readonly anchors: readonly string[];
}

function named(commonName: string): DistinguishedName {
  return [
    [{ oid: NAME.country, value: 'FR' }],
    [{ oid: NAME.organization, value: 'CARNET' }],
    [{ oid: NAME.organizationalUnit, value: '0002 187512751' }],
    [{ oid: NAME.organizationalUnit, value: 'IGC-SANTE SANDBOX' }],
    [{ oid: NAME.commonName, value: commonName }],
  ];
}

interface Plan {
  readonly file: string;
  readonly commonName: string;
  readonly pathLength: number;
  readonly parent?: Authority;
}

async function stored(directory: string, plan: Plan): Promise<Authority | undefined> {
  const pem = await readIfThere(`${directory}/${plan.file}.crt.pem`);
  const keyPem = await readIfThere(`${directory}/${plan.file}.key.pem`);
  if (pem === undefined || keyPem === undefined) return undefined;
  const certificate = readCertificate(pem);
  if (certificate === undefined || !lasts(certificate)) return undefined;
  const name = named(plan.commonName);
  const key = createPrivateKey(keyPem);
  const above = plan.parent?.certificate ?? certificate;
  if (!certificate.x509.checkPrivateKey(key)) return undefined;
  if (!sameName(certificate.subject, name) || !certificate.x509.verify(above.x509.publicKey))
    return undefined;
  return {
    file: plan.file,
    pem,
    name,
    key,
    certificate,
    chain: [pem, ...(plan.parent?.chain ?? [])],
  };
}

async function made(directory: string, plan: Plan): Promise<Authority> {
  const keyPem = await freshKey('rsa');
  const key = createPrivateKey(keyPem);
  const publicKey = createPublicKey(key);
  const name = named(plan.commonName);
  const parent = plan.parent;
  const pem = makeCertificate({
    subject: name,
    publicKey,
    issuer: parent?.name ?? name,
    issuerKey: parent?.key ?? key,
    issuerPublicKey: parent?.certificate.x509.publicKey ?? publicKey,
    notBefore: new Date(Date.now() - 24 * 3600_000),
    notAfter: new Date(Date.now() + LIFE),
    extensions: [basicConstraints(plan.pathLength), keyUsage(KEY_CERT_SIGN, CRL_SIGN)],
  });
  await writePrivate(`${directory}/${plan.file}.key.pem`, keyPem);
  await writePublic(`${directory}/${plan.file}.crt.pem`, pem);
  const chain = [pem, ...(parent?.chain ?? [])];
  return { file: plan.file, pem, name, key, certificate: readCertificate(pem)!, chain };
}

async function ensure(directory: string, plan: Plan): Promise<Authority> {
  return (await stored(directory, plan)) ?? (await made(directory, plan));
}

/** The authorities of the sandbox, made where they are missing or end soon; their keys stay in `DIR/pki/authorities`. */
export async function ensureAuthorities(directory: string): Promise<Authorities> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const [strong, elementary, servers] = await Promise.all([
    ensure(directory, { file: 'root-fort', commonName: 'SANDBOX AC RACINE IGC-SANTE FORT', pathLength: 1 }),
    ensure(directory, {
      file: 'root-elementaire',
      commonName: 'SANDBOX AC RACINE IGC-SANTE ELEMENTAIRE',
      pathLength: 1,
    }),
    ensure(directory, { file: 'servers', commonName: 'SANDBOX AC SERVEURS', pathLength: 0 }),
  ]);
  const [persons, organizations] = await Promise.all([
    ensure(directory, {
      file: 'fort-personnes',
      commonName: 'SANDBOX AC IGC-SANTE FORT PERSONNES',
      pathLength: 0,
      parent: strong,
    }),
    ensure(directory, {
      file: 'elementaire-organisations',
      commonName: 'SANDBOX AC IGC-SANTE ELEMENTAIRE ORGANISATIONS',
      pathLength: 0,
      parent: elementary,
    }),
  ]);
  const ofClients = [strong, persons, elementary, organizations];
  return { persons, organizations, servers, ofClients, anchors: ofClients.map(({ pem }) => pem) };
}
