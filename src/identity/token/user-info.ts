import { z } from 'zod';
import { isRefusal, refuse } from '../../errors.ts';
import { askIssuer, type IssuerTls, NoAnswer } from './issuer-request.ts';
import type { RemoteIssuer } from './remote-issuer.ts';
import type { UserInfo } from './token-issuer.ts';

const answer = z.looseObject({ sub: z.string() });
/** What binds and limits the token is its own to say. */
const OF_THE_TOKEN: readonly string[] = ['cnf', 'act', 'aud', 'exp', 'iat', 'nbf', 'iss', 'acr', 'scope'];

/** Asks for the claims of a holder with her own token. Claims of somebody else are TokenInvalid. */
export function userInfo(issuer: RemoteIssuer, tls: IssuerTls): UserInfo {
  return async (bearer, subject, at) => {
    const url = await issuer.endpoint('userInfo', at);
    if (isRefusal(url)) return url;
    try {
      const said = answer.safeParse(await askIssuer({ url, tls, authorization: `Bearer ${bearer}` }));
      if (!said.success || said.data.sub !== subject) return refuse('TokenInvalid', 'user info of another');
      return Object.fromEntries(Object.entries(said.data).filter(([name]) => !OF_THE_TOKEN.includes(name)));
    } catch (error) {
      if (error instanceof NoAnswer) return refuse('TokenIssuerUnavailable', error.message);
      throw error;
    }
  };
}
