import type { Certificate } from '../certificate.ts';
import { DerError, derChildren, readDer } from '../der.ts';
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
  /** The same name, DER. */
  readonly issuerName: Buffer;
  readonly authority: boolean;
  readonly points: readonly DistributionPoint[];
  /** The pinned authority whose key signed the certificate. */
  readonly issuer: Certificate;
}

/** What is asked for a certificate of a path. Throws DerError. */
export function revocationTarget(certificate: Certificate, issuer: Certificate): RevocationTarget {
  const { serial, subjectText, authority } = certificate;
  return {
    serial,
    subjectText,
    issuerKey: nameKey(certificate.issuer),
    issuerName: issuerNameOf(certificate),
    authority,
    points: distributionPointsOf(certificate),
    issuer,
  };
}

/** A copy: what is kept of a certificate does not keep the whole. */
function issuerNameOf({ proof }: Certificate): Buffer {
  const fields = derChildren(readDer(proof.signed));
  const name = fields[fields[0]?.tag === 0xa0 ? 3 : 2];
  if (name === undefined) throw new DerError('issuer');
  return Buffer.from(name.raw);
}

/** What is known of revoked certificates at the moment of asking: the answer is not to be kept. */
export interface Revocation {
  /** Asks where it has to be asked about certificates, and waits only where nothing is known of one. Never throws. */
  ask(targets: readonly RevocationTarget[], at: Date): Promise<void>;
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
export const NO_REVOCATION: Revocation = { ask: async () => {}, faultOf: () => undefined };
