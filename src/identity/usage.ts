import { type Certificate, EXTENDED_USAGE } from './certificate.ts';

/**
 * A certificate made for opening TLS connections: digitalSignature and clientAuth. An authentication and a signature
 * certificate of one holder carry the same name, so only this tells them apart.
 */
export function isForAuthentication({ keyUsage, extendedUsage }: Certificate): boolean {
  return keyUsage?.has('digitalSignature') === true && extendedUsage?.has(EXTENDED_USAGE.clientAuth) === true;
}

/** A certificate made for signing: nonRepudiation and emailProtection, never clientAuth. */
export function isForSignature({ keyUsage, extendedUsage }: Certificate): boolean {
  return (
    keyUsage?.has('nonRepudiation') === true &&
    extendedUsage?.has(EXTENDED_USAGE.emailProtection) === true &&
    !extendedUsage.has(EXTENDED_USAGE.clientAuth)
  );
}
