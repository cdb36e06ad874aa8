import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { texts } from '../audit/french-texts.ts';
import { isRefusal, type Refusal } from '../errors.ts';
import { giveCode, givePassword } from './authenticate.ts';
import { identityOf, type SignInHost, type Visit } from './host.ts';
import { CODE_MINUTES } from './one-time-code.ts';
import { type PageName, type Pages, sendPage, told } from './pages.ts';
import { keepProfile, profilesOf } from './profiles.ts';
import { LIFE, PATIENT } from './provider.ts';
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

const LASTING = texts('records').agreementLasts ?? '';
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
  const show = (
    name: PageName,
    refusal?: Refusal,
    values: Readonly<Record<string, string>> = {},
    choices = '',
  ) => {
    const { status, notice } = told(refusal);
    const all = { ...values, action: `${path}/interaction/${uid}`, minutes: String(CODE_MINUTES), notice };
    sendPage(response, status, pages.page(name, all, choices), target);
  };
  const asksConsent = prompt.name === 'consent';

  if (request.method === 'GET' && step === '') {
    return asksConsent
      ? show(
          'consent',
          undefined,
          await consentValues(provider, details),
          await profileChoices(parts, details, visit),
        )
      : show('password');
  }
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  if (form === undefined) return sendPage(response, 404, pages.page('fault'));
  // What is agreed to would not stand on the page of an agreement that is shown again.
  if (isRefusal(form) && asksConsent)
    return sendPage(response, 400, pages.page('fault', { notice: told(form).notice }));
  if (isRefusal(form)) return show('password', form);
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
    const grantId = await grantOf(parts, details, form('profile'), visit);
    if (grantId === undefined) return sendPage(response, 400, pages.page('fault'));
    return finish({ consent: { grantId } });
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
    lasting: lasting ? LASTING : '',
  };
}

/** The account of a visit, and whose records it may be used for. */
async function profilesOfVisit({ host }: InteractionParts, { session }: Details, { at }: Visit) {
  const account = await host.store.credentials.accountById(session?.accountId ?? '');
  return account === undefined ? [] : profilesOf(host.store, account, at);
}

async function profileChoices(parts: InteractionParts, details: Details, visit: Visit): Promise<string> {
  const profiles = await profilesOfVisit(parts, details, visit);
  return profiles
    .map((record, index) => {
      const { family, given } = identityOf(record);
      return parts.pages.choice('profile', String(record.patient.key), `${given} ${family}`, index === 0);
    })
    .join('');
}

/**
 * What the patient agrees to: what is asked for, on one record. Each agreement is a new one, so that a program that has agreed
 * access to one record goes on with that one.
 * @param chosen key of the patient whose record it is; the own one when nothing was chosen.
 * @returns undefined when that is none that she may act on.
 */
async function grantOf(
  parts: InteractionParts,
  details: Details,
  chosen: string,
  visit: Visit,
): Promise<string | undefined> {
  const { provider, audience, host } = parts;
  const { session, params } = details;
  const profiles = await profilesOfVisit(parts, details, visit);
  const profile = profiles.find(({ patient }) => chosen === '' || String(patient.key) === chosen);
  if (profile === undefined) return undefined;
  const asked = String(params.scope ?? '').split(' ');
  const grant = new provider.Grant({
    accountId: session?.accountId ?? '',
    clientId: String(params.client_id),
  });
  grant.addOIDCScope(asked.filter((scope) => scope !== PATIENT).join(' '));
  if (asked.includes(PATIENT)) grant.addResourceScope(audience, PATIENT);
  const grantId = await grant.save();
  await keepProfile(host.store, grantId, profile.patient.key, Date.parse(visit.at) + LIFE.Grant * 1000);
  return grantId;
}
