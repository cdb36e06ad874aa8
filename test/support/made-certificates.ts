import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Certificate, EXTENDED_USAGE, readCertificate } from '../../src/identity/certificate.ts';
import { type DistinguishedName, NAME } from '../../src/identity/distinguished-name.ts';
import {
  basicConstraints,
  extendedUsage,
  keyUsage,
  type MadeExtension,
  makeCertificate,
} from '../../src/identity/sandbox/certificate-maker.ts';

const HOUR = 3_600_000;

/** A certificate of a test with its key, and what may be issued with it. */
export interface Made {
  readonly pem: string;
  readonly certificate: Certificate;
  readonly name: DistinguishedName;
  readonly key: KeyObject;
}

export interface Wanted {
  readonly name: DistinguishedName | string;
  readonly issuer?: Made;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly MadeExtension[];
}

/** BasicConstraints and KeyUsage of an authority. */
export const authority = (pathLength: number): MadeExtension[] => [
  basicConstraints(pathLength),
  keyUsage(5, 6),
];

/** Those of a certificate for TLS clients. */
export const client: readonly MadeExtension[] = [
  basicConstraints(),
  keyUsage(0),
  extendedUsage(EXTENDED_USAGE.clientAuth),
];

/** Makes a certificate with a P-256 key, issued by itself unless said, valid for an hour around now unless said. */
export function make(wanted: Wanted): Made {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name =
    typeof wanted.name === 'string' ? [[{ oid: NAME.commonName, value: wanted.name }]] : wanted.name;
  const pem = makeCertificate({
    subject: name,
    publicKey,
    issuer: wanted.issuer?.name ?? name,
    issuerKey: wanted.issuer?.key ?? privateKey,
    issuerPublicKey: wanted.issuer?.certificate.x509.publicKey ?? publicKey,
    notBefore: wanted.notBefore ?? new Date(Date.now() - HOUR),
    notAfter: wanted.notAfter ?? new Date(Date.now() + HOUR),
    extensions: wanted.extensions ?? client,
  });
  return { pem, certificate: readCertificate(pem)!, name, key: privateKey };
}
