import type { KeyObject } from 'node:crypto';
import type { Certificate } from './certificate.ts';

/** The RSA key of a certificate; undefined for another kind, and where the octets of the key are none. */
export function rsaKeyOf({ x509 }: Certificate): KeyObject | undefined {
  try {
    const { publicKey } = x509;
    return publicKey.asymmetricKeyType === 'rsa' ? publicKey : undefined;
  } catch {
    // OpenSSL reads a certificate without looking at its key.
    return undefined;
  }
}
