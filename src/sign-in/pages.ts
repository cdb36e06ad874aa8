import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { publicText, type Refusal, refusals } from '../errors.ts';

/** The pages that patients see: `profiles/sign-in/<name>.fr.html`. No script runs on any of them. */
export type PageName =
  | 'password'
  | 'code'
  | 'consent'
  | 'ticket'
  | 'details'
  | 'confirm'
  | 'created'
  | 'sign-out'
  | 'signed-out'
  | 'rights'
  | 'fault';

function file(name: string): string {
  return readFileSync(new URL(`../../profiles/sign-in/${name}`, import.meta.url), 'utf8');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A name that stands in a page is put there as text, whatever it holds; one that is not given is empty. */
function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([a-z]+)\}\}/g, (_whole, name: string) =>
    (values[name] ?? '').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? ''),
  );
}

export interface Pages {
  readonly style: string;
  /**
   * The text of a page.
   * @param values what stands in it, as plain text. @param form markup that is not text: the form of the OIDC provider at sign-out, the choices of an agreement.
   */
  page(name: PageName, values?: Readonly<Record<string, string>>, form?: string): string;
  /** Markup of one choice among several, for `form` of a page. */
  choice(name: string, value: string, label: string, checked: boolean): string;
}

/** @param base path of the sign-in, without a trailing slash. */
export function loadPages(base: string): Pages {
  const layout = file('layout.fr.html');
  const titles = JSON.parse(file('titles.fr.json')) as Record<PageName, string>;
  const contents = Object.fromEntries(Object.keys(titles).map((name) => [name, file(`${name}.fr.html`)]));
  const choice = file('choice.fr.html');
  return {
    style: file('style.css'),
    choice: (name, value, label, checked) =>
      filled(choice, { name, value, label, checked: checked ? 'checked' : '' }),
    page(name, values = {}, form = '') {
      const all = { ...values, base, title: titles[name] };
      // What was filled in is not looked through again: the pieces are put together, not replaced one in the other.
      const [before = '', after = ''] = layout.split('[[content]]');
      const [head = '', tail] = (contents[name] ?? '').split('[[form]]');
      const content = filled(head, all) + (tail === undefined ? '' : form + filled(tail, all));
      return filled(before, all) + content + filled(after, all);
    },
  };
}

/** How a page tells a refusal, or that there is none: the status of its answer, and the notice that stands in it. */
export function told(refusal?: Refusal): { readonly status: number; readonly notice: string } {
  return refusal === undefined
    ? { status: 200, notice: '' }
    : {
        status: refusals[refusal.refused[0].code].fhir.status,
        notice: refusal.refused.map(publicText).join(' '),
      };
}

/**
 * Headers of every page: nothing is loaded but the style, nothing frames it, nothing keeps it.
 * @param target where a form may lead in the end: browsers hold a redirect after a form to the same rule as the form.
 */
export function pageHeaders(target = ''): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; style-src 'self'; form-action 'self' ${target}; base-uri 'none'; frame-ancestors 'none'`.replace(
        ' ;',
        ';',
      ),
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

export function sendPage(response: ServerResponse, status: number, html: string, target?: string): void {
  response.writeHead(status, { ...pageHeaders(target), 'content-length': Buffer.byteLength(html) });
  response.end(html);
}
