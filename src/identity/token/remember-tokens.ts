import { createHash } from 'node:crypto';
import { isRefusal } from '../../errors.ts';
import { Remembered } from '../remember.ts';
import type { TokenVerifier, VerifiedToken } from './verify-token.ts';

const REMEMBERED = 2000;

/**
 * Spares the signature of a token that was verified before. Keyed by SHA-256 of the whole token, bounded, and only until
 * `exp` itself: the clock's tolerance is for the verifier.
 */
export function rememberTokens(verify: TokenVerifier): TokenVerifier {
  const known = new Remembered<VerifiedToken>(REMEMBERED);
  return async (bearer, at) => {
    const key = createHash('sha256').update(bearer).digest('base64');
    const found = known.get(key);
    if (found !== undefined) {
      if (at.getTime() < found.until) return found;
      known.delete(key);
    }
    const verified = await verify(bearer, at);
    if (isRefusal(verified)) return verified;
    known.set(key, verified);
    return verified;
  };
}
