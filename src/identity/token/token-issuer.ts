import type { JSONWebKeySet } from 'jose';
import type { Refusal } from '../../errors.ts';

/**
 * Where the keys of an issuer are found: a set that holds the key of this id if the issuer has it, or
 * TokenIssuerUnavailable. Decides by itself when to look again.
 */
export type KeySource = (keyId: string | undefined, at: Date) => Promise<JSONWebKeySet | Refusal>;

/** Asks the issuer whether a token still stands. @returns TokenInvalid or TokenIssuerUnavailable when it cannot be taken. */
export type Introspect = (bearer: string, subject: string, at: Date) => Promise<Refusal | undefined>;

/** Asks the issuer for the claims of a holder (OpenID Connect Core 1.0, 5.3). @returns TokenInvalid or TokenIssuerUnavailable. */
export type UserInfo = (
  bearer: string,
  subject: string,
  at: Date,
) => Promise<Readonly<Record<string, unknown>> | Refusal>;

/** An authorization server whose tokens are taken. Nothing in a token can name another key than those of its issuer. */
export interface TokenIssuer {
  /** The `iss` claim, compared exactly. */
  readonly issuer: string;
  /** Whom its tokens speak for. */
  readonly of: 'professional' | 'patient';
  readonly jwks: JSONWebKeySet | KeySource;
  /** The `aud` claim to demand, where the issuer writes one. */
  readonly audience?: string;
  /** The `acr` claim to demand. */
  readonly acr?: string;
  readonly introspect?: Introspect;
  /** Where its tokens may lack the claims that say who their holder is: asked for those that have none. */
  readonly userInfo?: UserInfo;
  /** How it says who the patient is, where that is not as here: claim `ins`, scope `patient`. */
  readonly patient?: { readonly insClaim: string; readonly scope: string };
  /** Made for tests: a production server does not start with it. */
  readonly sandbox: boolean;
}
