import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { isRefusal, publicText, type Refusal, refusals } from '../errors.ts';
import { giveCode, givePassword } from './authenticate.ts';
import type { SignInHost, Visit } from './host.ts';
import { CODE_MINUTES } from './one-time-code.ts';
import { type PageName, type Pages, sendPage } from './pages.ts';
import { readForm } from './read-form.ts';

export interface InteractionParts {
  readonly provider: Provider;
  readonly host: SignInHost;
  readonly pages: Pages;
  /** Path of the sign-in, without a trailing slash. */
  readonly path: string;
  readonly audience: string;
}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Password and one-time code (RFC 8176). */
const METHODS = ['pwd', 'otp', 'mfa'];

/**
 * One step of a login or of an agreement: the form that the OIDC provider asks for, or what was typed into it.
 * @param step empty for the first form.
 */
export async function interactionStep(
  parts: InteractionParts,
  step: string,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  visit: Visit,
): Promise<void> {
  const { provider, host, pages, path } = parts;
  const details = await provider.interactionDetails(request, response).catch(() => undefined);
  if (details === undefined) return sendPage(response, 400, pages.page('fault'));
  const { uid, prompt } = details;
  const key = `login:${uid}`;
  const target = formTarget(String(details.params.redirect_uri ?? ''));
  const show = (name: PageName, refusal?: Refusal, values: Readonly<Record<string, string>> = {}) => {
    const status = refusal === undefined ? 200 : refusals[refusal.refused[0].code].fhir.status;
    const notice = refusal === undefined ? '' : refusal.refused.map(publicText).join(' ');
    const all = { ...values, action: `${path}/interaction/${uid}`, minutes: String(CODE_MINUTES), notice };
    sendPage(response, status, pages.page(name, all), target);
  };
  const asksConsent = prompt.name === 'consent';

  if (request.method === 'GET' && step === '') {
    return asksConsent
      ? show('consent', undefined, await consentValues(provider, details))
      : show('password');
  }
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  if (form === undefined) return sendPage(response, 404, pages.page('fault'));
  if (isRefusal(form)) return show(asksConsent ? 'consent' : 'password', form);
  const finish = (result: Parameters<Provider['interactionFinished']>[2]) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });

  if (step === 'abort') {
    return finish({ error: 'access_denied', error_description: 'refused by the patient' });
  }
  if (step === 'password' && !asksConsent) {
    const given = { key, identifier: form('identifier'), password: form('password') };
    const refusal = await givePassword(host, given, visit);
    return refusal === undefined ? show('code') : show('password', refusal);
  }
  if (step === 'code' && !asksConsent) {
    const account = await giveCode(host, { key, code: form('code') }, visit);
    if (isRefusal(account)) return show('code', account);
    return finish({ login: { accountId: account.id, amr: METHODS, remember: false } });
  }
  if (step === 'consent' && asksConsent) {
    return finish({ consent: { grantId: await grantOf(parts, details) } });
  }
  sendPage(response, 404, pages.page('fault'));
}

/** What a browser lets a form lead to in the end: an origin, or the scheme of a program of its own. */
function formTarget(redirect: string): string {
  const { origin, protocol } = URL.canParse(redirect) ? new URL(redirect) : { origin: '', protocol: '' };
  return origin === 'null' ? protocol : origin;
}

async function consentValues(
  provider: Provider,
  { params }: Details,
): Promise<Readonly<Record<string, string>>> {
  const clientId = String(params.client_id);
  const client = await provider.Client.find(clientId);
  const lasting = String(params.scope ?? '')
    .split(' ')
    .includes('offline_access');
  return {
    client: client?.clientName ?? clientId,
    lasting: lasting
      ? "L'autorisation vaut aussi quand vous n'êtes pas connecté, pendant deux semaines."
      : '',
  };
}

/** Adds what is asked for to what the patient has agreed to before. */
async function grantOf({ provider, audience }: InteractionParts, details: Details): Promise<string> {
  const { session, params, prompt, grantId } = details;
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant =
    known ?? new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) });
  const { missingOIDCScope } = prompt.details as { missingOIDCScope?: string[] };
  if (missingOIDCScope !== undefined) grant.addOIDCScope(missingOIDCScope.join(' '));
  const { missingResourceScopes } = prompt.details as { missingResourceScopes?: Record<string, string[]> };
  const scopes = missingResourceScopes?.[audience];
  if (scopes !== undefined) grant.addResourceScope(audience, scopes.join(' '));
  return grant.save();
}
