import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** A token whose signature, issuer and times hold. */
export interface VerifiedToken {
  readonly issuer: TokenIssuer;
  readonly payload: JWTPayload;
  /** How long the verdict may be remembered, milliseconds since 1970: `exp`, or sooner where the issuer has been asked. */
  readonly until: number;
}

export type TokenVerifier = (bearer: string, at: Date) => Promise<VerifiedToken | Refusal>;

/** Longer-lived tokens are refused (facts: style and safety B2). */
const LONGEST_LIFE_SECONDS = 3600;
/** How long what the issuer said of a token is believed, milliseconds. */
const ASKED = 30_000;
/** The claim without which a professional's token does not say in what capacity its holder acts. */
const HOLDER = 'SubjectRefPro';
const ALGORITHMS = ['RS256', 'ES256'];
const TYPES: readonly string[] = ['jwt', 'at+jwt', 'application/at+jwt'];
/** Header parameters that bring a key, an address or an extension along. */
const FORBIDDEN: readonly string[] = ['crit', 'jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'b64'];
/** Keycloak says in the payload which of its tokens one is: identity and refresh tokens give no access. */
const ACCESS = 'Bearer';

/**
 * Makes the check that every access token goes through: RS256 or ES256 by a key of a known issuer, `typ`, `exp`, `iat`,
 * audience and `acr` where they are demanded (RFC 9068, RFC 8725), and the word of the issuer itself where it is asked.
 * @returns TokenInvalid, TokenExpired, or TokenIssuerUnavailable where its keys or its word cannot be had.
 */
export function tokenVerifier(issuers: readonly TokenIssuer[], skewMinutes: number): TokenVerifier {
  const read = new WeakMap<JSONWebKeySet, ReturnType<typeof createLocalJWKSet>>();
  const keysOf = (set: JSONWebKeySet) => {
    const keys = read.get(set) ?? createLocalJWKSet(set);
    read.set(set, keys);
    return keys;
  };
  return async (bearer, at) => {
    try {
      const header = decodeProtectedHeader(bearer);
      const strange = FORBIDDEN.find((name) => name in header);
      if (strange !== undefined) return refuse('TokenInvalid', `header ${strange}`);
      if (!TYPES.includes(String(header.typ).toLowerCase())) {
        return refuse('TokenInvalid', `typ ${header.typ}`);
      }
      const { iss } = decodeJwt(bearer);
      const source = issuers.find(({ issuer }) => issuer === iss);
      if (source === undefined) return refuse('TokenInvalid', 'issuer not known');
      const set = typeof source.jwks === 'function' ? await source.jwks(header.kid, at) : source.jwks;
      if (isRefusal(set)) return set;
      const { payload } = await jwtVerify(bearer, keysOf(set), {
        algorithms: ALGORITHMS,
        issuer: source.issuer,
        requiredClaims: ['exp', 'iat', 'sub'],
        currentDate: at,
        clockTolerance: skewMinutes * 60,
        ...(source.audience === undefined ? {} : { audience: source.audience }),
      });
      const { exp = 0, iat = 0 } = payload;
      if (iat > at.getTime() / 1000 + skewMinutes * 60) return refuse('TokenExpired', `iat ${iat}`);
      if (exp - iat > LONGEST_LIFE_SECONDS) return refuse('TokenInvalid', `lives ${exp - iat} s`);
      if (payload.typ !== undefined && payload.typ !== ACCESS) {
        return refuse('TokenInvalid', `typ claim ${String(payload.typ)}`);
      }
      if (source.acr !== undefined && payload.acr !== source.acr) {
        return refuse('TokenInvalid', `acr ${String(payload.acr)}`);
      }
      const refused = await source.introspect?.(bearer, String(payload.sub), at);
      if (refused !== undefined) return refused;
      const more =
        payload[HOLDER] === undefined ? await source.userInfo?.(bearer, String(payload.sub), at) : undefined;
      if (isRefusal(more)) return more;
      const asked = source.introspect !== undefined || more !== undefined;
      const until = asked ? Math.min(exp * 1000, at.getTime() + ASKED) : exp * 1000;
      // What the token itself says was signed for this token; the issuer may add to it, and take nothing back.
      return { issuer: source, payload: { ...more, ...payload }, until };
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
