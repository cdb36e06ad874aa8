import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { freshTicket } from '../../src/identity/account-ticket.ts';
import type { TestServer } from './server.ts';

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A patient's browser: no client certificate, cookies kept with their paths. */
export class PatientBrowser {
  private readonly cookies = new Map<string, { readonly value: string; readonly path: string }>();
  private readonly server: TestServer;

  constructor(server: TestServer) {
    this.server = server;
  }

  get(place: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.send('GET', place, undefined, headers);
  }

  post(
    place: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Page> {
    return this.send('POST', place, new URLSearchParams(form).toString(), headers);
  }

  /** Follows redirections within the server; the last answer is a page, or leads outside. */
  async follow(page: Page): Promise<Page> {
    const { location } = page.headers;
    if (page.status !== 303 || location === undefined) return page;
    const target = new URL(location, this.server.url);
    return target.origin === this.server.url ? this.follow(await this.get(target.href)) : page;
  }

  private send(
    method: string,
    place: string,
    body: string | undefined,
    more: Readonly<Record<string, string>>,
  ): Promise<Page> {
    const url = new URL(place, this.server.url);
    const cookie = [...this.cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const headers = {
      accept: 'text/html',
      ...(cookie === '' ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...more,
    };
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, ca: this.server.pki.ca, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          for (const line of answer.headers['set-cookie'] ?? []) this.keep(line);
          const text = Buffer.concat(chunks).toString('utf8');
          const named = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
          resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(named), text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice('path='.length) ?? '/';
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}

/** Where a form of a page leads, by the end of its address. */
export function formAction({ text }: Page, end: string): string {
  const actions = [...text.matchAll(/action="([^"]+)"/g)].map(([, action = '']) => action);
  const found = actions.find((action) => action.endsWith(end));
  if (found === undefined) throw new Error(`no form that leads to ${end} in ${text}`);
  return found;
}

/** The code of the one mail that waits; the mail is taken away. */
export async function codeByMail(server: TestServer): Promise<string> {
  await server.deliverNotifications();
  const folder = join(server.data, 'mail');
  const mails = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  if (mails.length !== 1) throw new Error(`${mails.length} mails`);
  const file = join(folder, mails[0] ?? '');
  const code = /^\s*([0-9]{6})\s*$|\b([0-9]{6})\b/m.exec(
    (await readFile(file, 'utf8'))
      .split(/\r?\n\r?\n/)
      .slice(1)
      .join('\n'),
  );
  await rm(file);
  const found = code?.[1] ?? code?.[2];
  if (found === undefined) throw new Error('no code in the mail');
  return found;
}

/** A ticket of the patient, as an activation gives it. */
export async function ticketOf(server: TestServer, ins: string): Promise<string> {
  const patient = server.pki.patients.find((one) => one.ins === ins);
  const record = await server.store.records.byIdentifier(ins, patient?.authority ?? '');
  if (record === undefined) throw new Error(`no record of ${ins}`);
  const { ticket, digest, until } = freshTicket(record.patient, new Date().toISOString());
  await server.store.write([{ kind: 'issue-ticket', digest, patientKey: record.patient.key, until }]);
  return ticket;
}

/** An authorization request with PKCE, and what redeems its code. */
export function authorizationRequest(more: Readonly<Record<string, string>> = {}): {
  readonly place: string;
  readonly verifier: string;
} {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = {
    client_id: 'carnet-sandbox',
    redirect_uri: 'http://127.0.0.1:50000/callback',
    response_type: 'code',
    scope: 'openid patient',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'a-state',
    ...more,
  };
  return { place: `/sign-in/auth?${new URLSearchParams(parameters)}`, verifier };
}

export interface Credentials {
  readonly identifier: string;
  readonly password: string;
}

/** Makes the account of a patient, with whatever is to be otherwise. @returns the last page. */
export async function makeAccount(
  server: TestServer,
  browser: PatientBrowser,
  ins: string,
  { identifier, password }: Credentials,
): Promise<Page> {
  const ticket = await ticketOf(server, ins);
  const details = { ticket, identifier, password, email: 'charlotte@example.org', mobile: '' };
  const asked = await browser.post('/sign-in/account/details', details);
  if (asked.status !== 200) return asked;
  return browser.post('/sign-in/account/confirm', { ticket, code: await codeByMail(server) });
}

/** Goes through password, code and agreement. @returns the parameters that the program gets back. */
export async function signIn(
  server: TestServer,
  browser: PatientBrowser,
  { place }: { readonly place: string },
  { identifier, password }: Credentials,
): Promise<URLSearchParams> {
  const login = await browser.follow(await browser.get(place));
  const asked = await browser.post(formAction(login, '/password'), { identifier, password });
  const consent = await browser.follow(
    await browser.post(formAction(asked, '/code'), { code: await codeByMail(server) }),
  );
  const back = await browser.follow(await browser.post(formAction(consent, '/consent'), {}));
  return new URL(back.headers.location ?? '').searchParams;
}

/** What the program sends for the code that it got. */
export function redemption(
  code: URLSearchParams,
  { verifier }: { readonly verifier: string },
): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    client_id: 'carnet-sandbox',
    redirect_uri: 'http://127.0.0.1:50000/callback',
    code: code.get('code') ?? '',
    code_verifier: verifier,
  };
}
