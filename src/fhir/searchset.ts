import type { FhirRequest, SearchParameter } from './interaction.ts';
import { ignoredOutcome } from './outcome.ts';
import { keyOf } from './search-parameters.ts';

/** One match: where it is read, and its JSON text. */
export interface Match {
  readonly fullUrl: string;
  readonly resource: string;
}

export const DEFAULT_COUNT = 50;
export const LARGEST_COUNT = 200;

/** The part of a result that a request asks for. */
export function pageOf(request: FhirRequest): { readonly count: number; readonly offset: number } {
  return request.page ?? { count: DEFAULT_COUNT, offset: 0 };
}

/**
 * Writes a searchset Bundle as JSON text, its resources as they are.
 * @param total of all matches, not of this page. @param matches of this page, in order.
 */
export function searchset(
  request: FhirRequest,
  resourceType: string,
  total: number,
  matches: readonly Match[],
): string {
  const { count, offset } = pageOf(request);
  const address = (at: number) => `${request.base}/${resourceType}${query(request.parameters, count, at)}`;
  const links = [{ relation: 'self', url: address(offset) }];
  if (count > 0 && offset + count < total) links.push({ relation: 'next', url: address(offset + count) });
  if (count > 0 && offset > 0)
    links.push({ relation: 'previous', url: address(Math.max(0, offset - count)) });
  const entries = matches.map(
    ({ fullUrl, resource }) =>
      `{"fullUrl":${JSON.stringify(fullUrl)},"resource":${resource},"search":{"mode":"match"}}`,
  );
  const ignored = request.ignored ?? [];
  if (ignored.length > 0) {
    entries.push(`{"resource":${JSON.stringify(ignoredOutcome(ignored))},"search":{"mode":"outcome"}}`);
  }
  const list = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return `{"resourceType":"Bundle","type":"searchset","total":${total},"link":${JSON.stringify(links)}${list}}`;
}

function query(parameters: readonly SearchParameter[], count: number, offset: number): string {
  const pairs = parameters.map((parameter) => [keyOf(parameter), parameter.values.join(',')] as const);
  const all = [...pairs, ['_count', String(count)], ...(offset > 0 ? [['_offset', String(offset)]] : [])];
  return `?${all.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`;
}

function encode(text: string | undefined): string {
  return encodeURIComponent(text ?? '')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',');
}
