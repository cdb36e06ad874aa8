import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import { type Refusal, refuse } from '../../errors.ts';
import type { Log } from '../../model/log.ts';
import { askIssuer, type IssuerTls, NoAnswer } from './issuer-request.ts';
import type { KeySource } from './token-issuer.ts';

const SECOND = 1000;
/** How long an answer is good, and how long it still serves while the issuer is asked again or cannot be reached. */
const FRESH = 3600 * SECOND;
const STALE = 24 * 3600 * SECOND;
/** How soon a key that is not known is looked for again: an issuer changes its keys without a warning. */
const UNKNOWN_KEY = 60 * SECOND;
/** How soon an issuer that did not answer is asked again; doubled each time up to the last. */
const FIRST_RETRY = 5 * SECOND;
const LAST_RETRY = 300 * SECOND;

const metadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  introspection_endpoint: z.url().optional(),
  userinfo_endpoint: z.url().optional(),
});
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) });

export type Endpoint = 'introspection' | 'userInfo';

interface Known {
  readonly keys: JSONWebKeySet;
  readonly endpoints: Readonly<Record<Endpoint, string | undefined>>;
  readonly since: number;
}

export interface RemoteIssuerOptions {
  readonly issuer: string;
  /** Names of documents below `/.well-known/`, the one to be tried first in front. */
  readonly documents: readonly string[];
  readonly tls: IssuerTls;
  readonly log: Log;
}

export interface RemoteIssuer {
  readonly keys: KeySource;
  /** The address of one of its other doors, or TokenIssuerUnavailable. */
  endpoint(name: Endpoint, at: Date): Promise<string | Refusal>;
}

/**
 * An issuer that is found by discovery (OpenID Connect Discovery 1.0, RFC 8414): everything is fetched from the origin that
 * the settings name, whatever a token or the discovery document says. One question at a time; answers are kept. It is waited for
 * only where nothing that it said counts any more, or where a key is not among those known.
 */
export function remoteIssuer(options: RemoteIssuerOptions): RemoteIssuer {
  const { issuer, log } = options;
  let known: Known | undefined;
  let asking: Promise<void> | undefined;
  let failures = 0;
  let askedAt = Number.NEGATIVE_INFINITY;

  const ask = async (now: number): Promise<void> => {
    askedAt = now;
    try {
      known = { ...(await discover(options)), since: now };
      failures = 0;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      failures += 1;
      log('warn', 'token issuer cannot be used', { issuer, failures, error: error.message });
    }
  };
  const lookAgain = async (now: number): Promise<void> => {
    const pause =
      failures === 0 ? UNKNOWN_KEY : Math.min(FIRST_RETRY * 2 ** Math.min(failures - 1, 10), LAST_RETRY);
    if (asking === undefined && now < askedAt + pause) return;
    asking ??= ask(now).finally(() => {
      asking = undefined;
    });
    await asking;
  };
  const counting = (now: number): Known | undefined =>
    known !== undefined && now < known.since + STALE ? known : undefined;
  const current = async (now: number): Promise<Known | undefined> => {
    const former = counting(now);
    if (former !== undefined && now < former.since + FRESH) return former;
    const looking = lookAgain(now);
    if (former === undefined) {
      await looking;
      return counting(now);
    }
    looking.catch((error: unknown) => log('error', 'token issuer', { issuer, error: String(error) }));
    return former;
  };
  const unavailable = () => refuse('TokenIssuerUnavailable', `${issuer} gives no keys`);
  return {
    async keys(keyId, at) {
      const now = at.getTime();
      let found = await current(now);
      if (found !== undefined && keyId !== undefined && !found.keys.keys.some(({ kid }) => kid === keyId)) {
        await lookAgain(now);
        found = counting(now);
      }
      return found?.keys ?? unavailable();
    },
    async endpoint(name, at) {
      return (await current(at.getTime()))?.endpoints[name] ?? unavailable();
    },
  };
}

async function discover({ issuer, documents, tls }: RemoteIssuerOptions): Promise<Omit<Known, 'since'>> {
  const found = metadata.safeParse(await firstOf(issuer, documents, tls));
  if (!found.success || found.data.issuer !== issuer) throw new NoAnswer('discovery of another issuer');
  const { jwks_uri: place, introspection_endpoint: introspection, userinfo_endpoint: userInfo } = found.data;
  const { origin } = new URL(issuer);
  for (const address of [place, introspection, userInfo]) {
    if (address !== undefined && new URL(address).origin !== origin)
      throw new NoAnswer('discovery leads to another origin');
  }
  const keys = keySet.safeParse(await askIssuer({ url: place, tls }));
  if (!keys.success) throw new NoAnswer('no key set');
  // A symmetric key that is published would be everybody's.
  const usable = keys.data.keys.filter(({ kty, use }) => ['RSA', 'EC'].includes(kty) && use !== 'enc');
  if (usable.length === 0) throw new NoAnswer('no usable key');
  return { keys: { keys: usable as JWK[] }, endpoints: { introspection, userInfo } };
}

async function firstOf(issuer: string, documents: readonly string[], tls: IssuerTls): Promise<unknown> {
  let last: unknown = new NoAnswer('no discovery document');
  for (const document of documents) {
    try {
      return await askIssuer({ url: `${issuer.replace(/\/$/, '')}/.well-known/${document}`, tls });
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
