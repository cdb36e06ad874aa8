import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reject } from '../audit/rejection.ts';
import type { Log } from '../model/log.ts';
import type { Store } from '../store/store.ts';
import { accountStep } from './account-steps.ts';
import { boundVisits } from './bound-visits.ts';
import type { PatientClient } from './clients.ts';
import type { SignInLimits } from './host.ts';
import { interactionStep } from './interaction-steps.ts';
import type { SignInKeys } from './keys.ts';
import { loadPages, sendPage } from './pages.ts';
import { providerConfiguration } from './provider.ts';

/** Where patients sign in, below the base address of the server. */
export const SIGN_IN_PATH = '/sign-in';

export interface SignInOptions {
  readonly store: Store;
  /** Traces what is refused to somebody who is not known. */
  readonly reject: Reject;
  readonly log: Log;
  readonly keys: SignInKeys;
  readonly clients: readonly PatientClient[];
  readonly limits: SignInLimits;
  /** The base address of the server, without a trailing slash; asked for once it listens. */
  readonly base: () => string;
}

/** Why the OIDC provider refuses a request of a program; `error_detail` is for the log. */
type Refused = Error & { readonly error_detail?: string | undefined };

/** Answers a request below the path of sign-in; `url` is what follows it. */
export type SignInHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The sign-in of patients: an OIDC provider (`/.well-known/openid-configuration`, `/auth`, `/token`, `/jwks`, `/session/end`),
 * the forms that it leads to (`/interaction/…`), those with which an account is made (`/account`), and the page that says
 * what a patient may ask for (`/vos-droits`; rule PAT-23).
 * The provider is made at the first request: its name is the address at which the server listens.
 */
export function signInHandler(options: SignInOptions): SignInHandler {
  const { store, reject, log, keys, clients, limits } = options;
  const host = { store, codes: keys.codes, limits, reject, log };
  let made: ReturnType<typeof make> | undefined;
  const make = async () => {
    const { default: Provider } = await import('oidc-provider');
    const base = options.base();
    const issuer = `${base}${SIGN_IN_PATH}`;
    const path = new URL(issuer).pathname;
    const pages = loadPages(path);
    const audience = `${base}/fhir`;
    const provider = new Provider(
      issuer,
      providerConfiguration({ store, keys, clients, pages, path, audience }),
    );
    provider.use(boundVisits(host, pages));
    provider.on('server_error', (_ctx, error) => log('error', 'sign-in failed', { error: error.stack }));
    const told = ({ message, error_detail: detail }: Refused) =>
      log('warn', 'sign-in request refused', { error: message, detail });
    provider.on('authorization.error', (_ctx, error) => told(error));
    provider.on('grant.error', (_ctx, error) => told(error));
    return { provider, pages, path, audience, answer: provider.callback() };
  };
  return async (request, response) => {
    made ??= make();
    const { answer, ...parts } = await made;
    const [place = '', ...rest] = (request.url ?? '/').split('?')[0]?.replace(/^\//, '').split('/') ?? [];
    const visit = {
      from: request.socket.remoteAddress ?? '',
      requestId: randomUUID(),
      at: new Date().toISOString(),
    };
    const exchange = { request, response };
    if (place === 'style.css') {
      response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' });
      response.end(parts.pages.style);
    } else if (place === 'vos-droits') {
      sendPage(response, 200, parts.pages.page('rights'));
    } else if (place === 'account') {
      await accountStep({ host, pages: parts.pages }, rest.join('/'), exchange, visit);
    } else if (place === 'interaction') {
      await interactionStep({ host, ...parts }, rest.slice(1).join('/'), exchange, visit);
    } else {
      await answer(request, response);
    }
  };
}
