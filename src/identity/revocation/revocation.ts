import type { Certificate } from '../certificate.ts';
import { nameKey } from '../distinguished-name.ts';
import { type DistributionPoint, distributionPointsOf } from './distribution-points.ts';

/**
 * `required`: no certificate without a word in time that it is good; `if-known`: what is known counts; `off`: nothing is read or
 * asked.
 */
export type RevocationMode = 'required' | 'if-known' | 'off';

/** Why a certificate is not taken though its path is right. */
export type RevocationFault =
  | { readonly fault: 'revoked'; readonly detail: string }
  | { readonly fault: 'revocation-unknown'; readonly detail: string };

/** What revocation needs to know of a certificate of a path. */
export interface RevocationTarget {
  readonly serial: string;
  /** For the log. */
  readonly subjectText: string;
  /** `nameKey` of its issuer. */
  readonly issuerKey: string;
  readonly authority: boolean;
  readonly points: readonly DistributionPoint[];
  /** The pinned authority whose key signed the certificate. */
  readonly issuer: Certificate;
}

/** What is asked for a certificate of a path. Throws DerError. */
export function revocationTarget(certificate: Certificate, issuer: Certificate): RevocationTarget {
  const { serial, subjectText, authority } = certificate;
  const issuerKey = nameKey(certificate.issuer);
  return { serial, subjectText, issuerKey, authority, points: distributionPointsOf(certificate), issuer };
}

/** What is known of revoked certificates at the moment of asking: the answer is not to be kept. */
export interface Revocation {
  /**
   * @param trusts whether a pinned certificate that signs lists is itself good, under the same root (RFC 5280 6.3.3 f).
   * @param at the instant of the request.
   */
  faultOf(
    target: RevocationTarget,
    trusts: (signer: Certificate) => boolean,
    at: Date,
  ): RevocationFault | undefined;
}

/** For a server without revocation. */
export const NO_REVOCATION: Revocation = { faultOf: () => undefined };
