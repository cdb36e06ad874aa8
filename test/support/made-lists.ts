import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';
import {
  makeRevocationList,
  type RevocationListRequest,
} from '../../src/identity/sandbox/revocation-list-maker.ts';
import type { Made } from './made-certificates.ts';

const HOUR = 3_600_000;

/** A revocation list of an authority of a test: empty, of an hour ago, for an hour from now unless said. @returns DER. */
export function makeList(issuer: Made, more: Partial<RevocationListRequest> = {}): Buffer {
  return makeRevocationList({
    issuer: issuer.name,
    key: issuer.key,
    publicKey: issuer.certificate.x509.publicKey,
    thisUpdate: new Date(Date.now() - HOUR),
    nextUpdate: new Date(Date.now() + HOUR),
    number: 1n,
    revoked: [],
    ...more,
  });
}

/** An entry for a certificate, revoked half an hour ago. */
export function entryOf(
  { certificate }: Pick<Made, 'certificate'>,
  reason = 1,
): {
  serial: string;
  date: Date;
  reason: number;
} {
  return { serial: certificate.serial, date: new Date(Date.now() - HOUR / 2), reason };
}

/** The PEM form of a list. */
export function pemOf(list: Buffer): Buffer {
  const lines = list.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return Buffer.from(`-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`);
}

/** Skips the test, saying so, where `openssl` is not installed. */
export function needOpenssl(test: Context): void {
  if (spawnSync('openssl', ['version']).status === 0) return;
  console.log('      skipped: openssl is not installed');
  test.skip();
}
