import type { Certificate } from '../certificate.ts';

/** `required`: no certificate without a list of its issuer in time; `if-known`: what lists say counts; `off`: none is read. */
export type RevocationMode = 'required' | 'if-known' | 'off';

/** Why a certificate is not taken though its path is right. */
export type RevocationFault =
  | { readonly fault: 'revoked'; readonly detail: string }
  | { readonly fault: 'revocation-unknown'; readonly detail: string };

/** What is known of revoked certificates at the moment of asking: the answer is not to be kept. */
export interface Revocation {
  /**
   * @param certificate its serial; the text is for the log.
   * @param issuer the pinned authority whose key signed the certificate.
   * @param at the instant of the request.
   */
  faultOf(
    certificate: Pick<Certificate, 'serial' | 'subjectText'>,
    issuer: Certificate,
    at: Date,
  ): RevocationFault | undefined;
}

/** For a server without revocation lists. */
export const NO_REVOCATION: Revocation = { faultOf: () => undefined };
