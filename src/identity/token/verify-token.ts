import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { type Refusal, refuse } from '../../errors.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** A token whose signature, issuer and times hold. */
export interface VerifiedToken {
  readonly issuer: TokenIssuer;
  readonly payload: JWTPayload;
  /** `exp`, milliseconds since 1970. */
  readonly until: number;
}

export type TokenVerifier = (bearer: string, at: Date) => Promise<VerifiedToken | Refusal>;

/** Longer-lived tokens are refused (facts: style and safety B2). */
const LONGEST_LIFE_SECONDS = 3600;
const TYPES: readonly string[] = ['jwt', 'at+jwt', 'application/at+jwt'];
/** Header parameters that bring a key, an address or an extension along. */
const FORBIDDEN: readonly string[] = ['crit', 'jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'b64'];
/** Keycloak says in the payload which of its tokens one is: identity and refresh tokens give no access. */
const ACCESS = 'Bearer';

/**
 * Makes the check that every access token goes through: RS256 only, by a pinned key of a pinned issuer, `typ`, `exp`
 * and `iat` (RFC 9068, RFC 8725).
 */
export function tokenVerifier(issuers: readonly TokenIssuer[], skewMinutes: number): TokenVerifier {
  const known = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, keys: createLocalJWKSet(issuer.jwks) }]),
  );
  return async (bearer, at) => {
    try {
      const header = decodeProtectedHeader(bearer);
      const strange = FORBIDDEN.find((name) => name in header);
      if (strange !== undefined) return refuse('TokenInvalid', `header ${strange}`);
      if (!TYPES.includes(String(header.typ).toLowerCase())) {
        return refuse('TokenInvalid', `typ ${header.typ}`);
      }
      const source = known.get(String(decodeJwt(bearer).iss));
      if (source === undefined) return refuse('TokenInvalid', 'issuer not known');
      const { payload } = await jwtVerify(bearer, source.keys, {
        algorithms: ['RS256'],
        issuer: source.issuer.issuer,
        requiredClaims: ['exp', 'iat', 'sub'],
        currentDate: at,
        clockTolerance: skewMinutes * 60,
        ...(source.issuer.audience === undefined ? {} : { audience: source.issuer.audience }),
      });
      const { exp = 0, iat = 0 } = payload;
      if (iat > at.getTime() / 1000 + skewMinutes * 60) return refuse('TokenExpired', `iat ${iat}`);
      if (exp - iat > LONGEST_LIFE_SECONDS) return refuse('TokenInvalid', `lives ${exp - iat} s`);
      if (payload.typ !== undefined && payload.typ !== ACCESS) {
        return refuse('TokenInvalid', `typ claim ${String(payload.typ)}`);
      }
      return { issuer: source.issuer, payload, until: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return refuse('TokenExpired', error.message);
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf') {
        return refuse('TokenExpired', error.message);
      }
      if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError) {
        return refuse('TokenInvalid', error.message);
      }
      throw error;
    }
  };
}
