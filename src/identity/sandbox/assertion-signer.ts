import { readFileSync } from 'node:fs';
import { EXTENDED_USAGE } from '../certificate.ts';
import { NAME } from '../distinguished-name.ts';
import type { Authority } from './authorities.ts';
import { basicConstraints, extendedUsage, keyUsage } from './certificate-maker.ts';
import { ensureLeaf } from './leaves.ts';
import { YEAR } from './lifetime.ts';
import type { Credentials } from './pki.ts';

/** Bits of KeyUsage. */
const DIGITAL_SIGNATURE = 0;
const NON_REPUDIATION = 1;

/** The sandbox's own token service, which signs X-User Assertions: `DIR/pki/token-service.sign.{crt,key}.pem`. */
export async function ensureTokenService(directory: string, issuer: Authority): Promise<Credentials> {
  const files = {
    certificate: `${directory}/token-service.sign.crt.pem`,
    key: `${directory}/token-service.sign.key.pem`,
  };
  await ensureLeaf({
    files,
    key: 'rsa',
    subject: [
      [{ oid: NAME.country, value: 'FR' }],
      [{ oid: NAME.organization, value: 'CARNET' }],
      [{ oid: NAME.commonName, value: 'SANDBOX TOKEN SERVICE' }],
    ],
    issuer,
    life: 3 * YEAR,
    extensions: () => [
      basicConstraints(),
      keyUsage(DIGITAL_SIGNATURE, NON_REPUDIATION),
      extendedUsage(EXTENDED_USAGE.emailProtection),
    ],
  });
  return { certificate: readFileSync(files.certificate, 'utf8'), key: readFileSync(files.key, 'utf8') };
}
