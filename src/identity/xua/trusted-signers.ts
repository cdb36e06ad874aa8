import type { Refusal } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { type Certificate, readCertificate } from '../certificate.ts';
import { isTestAuthority } from '../certificate-path.ts';
import { formatName } from '../distinguished-name.ts';

/** Whether a certificate may sign X-User Assertions at an instant: a Refusal when not. */
export type AcceptTokenService = (certificate: Certificate, at: Date) => Refusal | undefined;

/**
 * The token services whose assertions are taken: certificates pinned one by one, each for its own validity.
 * @param pems certificates of token services.
 * @param testCertificates whether those of the sandbox may be among them.
 * @throws Error when one cannot be read, or is made for tests where none may be: a server must not start with it.
 */
export function tokenServices(pems: readonly string[], testCertificates: boolean): AcceptTokenService {
  const pinned = new Set(pems.map((pem) => thumbprintOf(pem, testCertificates)));
  return (certificate, at) => {
    const refused = (detail: string) => refuse('AssertionSigner', detail, { about: 'X509Certificate' });
    if (!pinned.has(certificate.thumbprint)) {
      return refused(`${certificate.subjectText} is no token service of this server`);
    }
    const inTime = certificate.notBefore <= at && at <= certificate.notAfter;
    return inTime ? undefined : refused(`${certificate.subjectText} is not valid at ${at.toISOString()}`);
  };
}

function thumbprintOf(pem: string, testCertificates: boolean): string {
  const certificate = readCertificate(pem);
  if (certificate === undefined) throw new Error(`not a certificate: ${pem.slice(0, 40)}`);
  const test = certificate.test || isTestAuthority(formatName(certificate.issuer));
  if (test && !testCertificates) {
    throw new Error(`certificate of a token service made for tests: ${certificate.subjectText}`);
  }
  return certificate.thumbprint;
}
