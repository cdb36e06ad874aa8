import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal, type Refusal } from '../errors.ts';
import type { SignInHost, Visit } from './host.ts';
import { chooseAccount, confirmAccount, showTicket } from './make-account.ts';
import { CODE_MINUTES } from './one-time-code.ts';
import { type PageName, type Pages, sendPage, told } from './pages.ts';
import { readForm } from './read-form.ts';

/**
 * One step of making an account: ticket, details, confirmation of the address (AU-03 to AU-05).
 * @param step empty for the ticket.
 */
export async function accountStep(
  { host, pages }: { readonly host: SignInHost; readonly pages: Pages },
  step: string,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  visit: Visit,
): Promise<void> {
  const show = (name: PageName, refusal?: Refusal, values: Readonly<Record<string, string>> = {}) => {
    const { status, notice } = told(refusal);
    sendPage(response, status, pages.page(name, { ...values, minutes: String(CODE_MINUTES), notice }));
  };
  if (request.method === 'GET' && step === '') return show('ticket');
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  if (form === undefined) return sendPage(response, 404, pages.page('fault'));
  if (isRefusal(form)) return show('ticket', form);
  const ticket = form('ticket').trim();
  const afterTicket = (refusal: Refusal, name: PageName, values: Readonly<Record<string, string>>) =>
    refusal.refused[0].code === 'SignInTicket' ? show('ticket', refusal) : show(name, refusal, values);

  if (step === '') {
    const known = await showTicket(host, ticket, visit);
    if (isRefusal(known)) return show('ticket', known);
    return show('details', undefined, { ticket, email: known.email ?? '', mobile: known.mobile ?? '' });
  }
  if (step === 'details') {
    const typed = { ticket, identifier: form('identifier'), email: form('email'), mobile: form('mobile') };
    const refusal = await chooseAccount(host, { ...typed, password: form('password') }, visit);
    return refusal === undefined
      ? show('confirm', undefined, { ticket })
      : afterTicket(refusal, 'details', typed);
  }
  if (step === 'confirm') {
    const refusal = await confirmAccount(host, { ticket, code: form('code') }, visit);
    return refusal === undefined ? show('created') : afterTicket(refusal, 'confirm', { ticket });
  }
  sendPage(response, 404, pages.page('fault'));
}
