import type { JSONWebKeySet } from 'jose';

/** An authorization server whose tokens are taken. Its keys are pinned: nothing in a token can name another key. */
export interface TokenIssuer {
  /** The `iss` claim, compared exactly. */
  readonly issuer: string;
  /** Whom its tokens speak for. */
  readonly of: 'professional' | 'patient';
  readonly jwks: JSONWebKeySet;
  /** The `aud` claim to demand, where the issuer writes one. */
  readonly audience?: string;
  /** Made for tests: a production server does not start with it. */
  readonly sandbox: boolean;
}
