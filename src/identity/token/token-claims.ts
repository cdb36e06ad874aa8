import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Subject } from '../../model/subject.ts';
import type { TlsIdentity } from '../identity.ts';
import type { VerifiedToken } from './verify-token.ts';

/**
 * `cnf["x5t#S256"]` (RFC 8705 3.1): base64url of the raw SHA-256 of the certificate.
 * @returns undefined when the token is bound to nothing, null when it is bound in a way that is not known here.
 */
export function confirmation({ cnf }: JWTPayload): unknown {
  if (cnf === undefined) return undefined;
  if (typeof cnf !== 'object' || cnf === null) return null;
  return (cnf as Record<string, unknown>)['x5t#S256'] ?? null;
}

export function isBoundTo(payload: JWTPayload, peer: TlsIdentity | undefined): boolean {
  return peer !== undefined && confirmation(payload) === peer.thumbprint;
}

/** For the trace: `jti`, or a digest of the claims where the issuer writes none. */
export function evidenceOf({ payload, issuer }: VerifiedToken): Subject['evidence'] {
  const id = payload.jti ?? createHash('sha256').update(JSON.stringify(payload)).digest('base64url');
  return { id, issuer: issuer.issuer };
}
