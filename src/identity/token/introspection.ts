import { z } from 'zod';
import { isRefusal, refuse } from '../../errors.ts';
import { askIssuer, type IssuerTls, NoAnswer } from './issuer-request.ts';
import type { RemoteIssuer } from './remote-issuer.ts';
import type { Introspect } from './token-issuer.ts';

const answer = z.object({ active: z.boolean(), sub: z.string().optional() });

/** Who asks: with a secret, or with the certificate of `tls` (RFC 8705, 2). */
export interface IntrospectionCaller {
  readonly id: string;
  readonly secret: string | undefined;
  readonly tls: IssuerTls;
}

/**
 * Shows each token to its issuer (RFC 7662). One that is not active, or is said to be of somebody else, is TokenInvalid; an
 * issuer that gives no answer is TokenIssuerUnavailable.
 */
export function introspection(issuer: RemoteIssuer, { id, secret, tls }: IntrospectionCaller): Introspect {
  // RFC 6749, 2.3.1: both are form-encoded before they are joined.
  const authorization =
    secret === undefined
      ? undefined
      : `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
  return async (bearer, subject, at) => {
    const url = await issuer.endpoint('introspection', at);
    if (isRefusal(url)) return url;
    try {
      const said = answer.safeParse(
        await askIssuer({
          url,
          tls,
          form: {
            token: bearer,
            token_type_hint: 'access_token',
            ...(secret === undefined ? { client_id: id } : {}),
          },
          ...(authorization === undefined ? {} : { authorization }),
        }),
      );
      if (!said.success) return refuse('TokenIssuerUnavailable', 'introspection cannot be read');
      const { active, sub = subject } = said.data;
      return active && sub === subject ? undefined : refuse('TokenInvalid', 'not active');
    } catch (error) {
      if (error instanceof NoAnswer) return refuse('TokenIssuerUnavailable', error.message);
      throw error;
    }
  };
}
