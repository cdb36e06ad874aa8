import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { isMinor } from '../model/enrolment.ts';
import type { Store } from '../store/store.ts';
import { artifactAdapter } from './artifacts.ts';
import { clientMetadata, type PatientClient } from './clients.ts';
import { identityOf } from './host.ts';
import type { SignInKeys } from './keys.ts';
import { type Pages, pageHeaders } from './pages.ts';
import { profileOf } from './profiles.ts';

/** The scope without which a token opens no record. */
export const PATIENT = 'patient';

/** In seconds. A session is a visit: the next one asks for password and code again (AU-02). */
export const LIFE = {
  AccessToken: 10 * 60,
  AuthorizationCode: 60,
  Grant: 14 * 24 * 3600,
  IdToken: 10 * 60,
  Interaction: 15 * 60,
  RefreshToken: 14 * 24 * 3600,
  Session: 30 * 60,
} as const;

export interface ProviderOptions {
  readonly store: Pick<Store, 'signInArtifacts' | 'credentials' | 'enrolment' | 'records' | 'write'>;
  readonly keys: SignInKeys;
  readonly clients: readonly PatientClient[];
  readonly pages: Pages;
  /** Path of the sign-in, without a trailing slash. */
  readonly path: string;
  /** Whom access tokens are for: the address of the FHIR face. */
  readonly audience: string;
}

/**
 * How the OIDC provider is set up: authorization code with PKCE alone, by clients without a secret (RFC 9700), and access
 * tokens in the form that `identity/token/patient-token.ts` reads (RFC 9068).
 */
export function providerConfiguration(options: ProviderOptions): Configuration {
  const { store, keys, clients, pages, path, audience } = options;
  const answer = (ctx: KoaContextWithOIDC, html: string) => {
    ctx.set({ ...pageHeaders() });
    ctx.body = html;
  };
  const cookie = { signed: true, httpOnly: true, sameSite: 'lax' } as const;
  return {
    adapter: artifactAdapter(store),
    clients: clients.map(clientMetadata),
    jwks: keys.privateKeys as NonNullable<Configuration['jwks']>,
    cookies: { keys: [...keys.cookies], long: { ...cookie, path }, short: cookie },
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access'],
    // Who the patient is stands in the access token, for this server; the program learns how she signed in.
    claims: { openid: ['sub', 'amr'] },
    clientAuthMethods: ['none'],
    pkce: { required: () => true },
    // Nothing of this server is for scripts of other sites.
    clientBasedCORS: () => false,
    ttl: LIFE,
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, _client, source) => source.scopes.has('offline_access'),
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => answer(ctx, pages.page('sign-out', {}, form)),
        postLogoutSuccessSource: async (ctx) => answer(ctx, pages.page('signed-out')),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => audience,
        useGrantedResource: async () => true,
        async getResourceServerInfo(_ctx, resource) {
          const { errors } = await import('oidc-provider');
          if (resource !== audience) throw new errors.InvalidTarget();
          return {
            scope: PATIENT,
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: LIFE.AccessToken,
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    interactions: { url: async (_ctx, { uid }) => `${path}/interaction/${uid}` },
    async findAccount(_ctx, id) {
      const account = await store.credentials.accountById(id);
      return account === undefined ? undefined : { accountId: id, claims: async () => ({ sub: id }) };
    },
    async extraTokenClaims(_ctx, token) {
      const id = 'accountId' in token ? token.accountId : undefined;
      const account = id === undefined ? undefined : await store.credentials.accountById(id);
      const grantId = 'grantId' in token ? token.grantId : undefined;
      const at = new Date().toISOString();
      const record = account === undefined ? undefined : await profileOf(store, account, grantId, at);
      if (account === undefined || record === undefined) return undefined;
      const { ins, family, given } = identityOf(record);
      const holder =
        record.patient.key === account.patientKey ? undefined : await store.records.byKey(account.patientKey);
      const by = holder === undefined ? undefined : identityOf(holder);
      return {
        ins,
        family_name: family,
        given_name: given,
        ...(isMinor(record.patient, at) ? { of_minor: true } : {}),
        ...(by === undefined
          ? {}
          : { representative: `${by.family} ${by.given}`.trim(), representative_ins: by.ins }),
      };
    },
    async renderError(ctx, out) {
      answer(ctx, pages.page('fault', { error: out.error }));
    },
  };
}
