import { type Refusal, refuse } from '../../errors.ts';
import { dtmStart } from '../../model/instant.ts';
import type { CodeMatch, TimeRange } from '../../store/store.ts';
import type { StoredQuery } from './stored-query.ts';

/** Every occurrence of a parameter that has values: AND of OR. */
function occurrences({ parameters }: StoredQuery, name: string): readonly (readonly string[])[] {
  return parameters
    .filter((parameter) => parameter.name === name && parameter.values.length > 0)
    .map(({ values }) => values);
}

/** Whether a parameter is given with a value. */
export function isGiven(query: StoredQuery, name: string): boolean {
  return occurrences(query, name).length > 0;
}

/** A parameter that may be given once, with one value; XDSStoredQueryParamNumber otherwise. */
export function single(query: StoredQuery, name: string): string | undefined | Refusal {
  const values = occurrences(query, name).flat();
  return values.length > 1
    ? refuse('XDSStoredQueryParamNumber', `${name}: ${values.length} values`, { about: name })
    : values[0];
}

/** A parameter that may be given once, with several values (OR); XDSStoredQueryParamNumber when it is repeated. */
export function anyOf(query: StoredQuery, name: string): readonly string[] | undefined | Refusal {
  const [values, again] = occurrences(query, name);
  return again === undefined
    ? values
    : refuse('XDSStoredQueryParamNumber', `${name} is repeated`, { about: name });
}

/** A parameter that may be repeated (AND), each with several values (OR); empty when it is absent. */
export function allOf(query: StoredQuery, name: string): readonly (readonly string[])[] {
  return occurrences(query, name);
}

/** `code^^scheme`, both parts required (ITI TF-2 3.18.4.1.2.3.4). */
export function codeMatches(values: readonly string[], name: string): readonly CodeMatch[] | Refusal {
  const matches: CodeMatch[] = [];
  for (const value of values) {
    const [code = '', , system = ''] = value.split('^');
    if (code === '' || system === '') {
      return refuse('XDSRegistryError', `${name}: not code^^scheme`, {
        about: `${name} ${value.slice(0, 120)}`,
      });
    }
    matches.push({ code, system });
  }
  return matches;
}

/** `…From` and `…To`: from the first instant of one up to, and not including, the first instant of the other. */
export function timeRange(query: StoredQuery, prefix: string): TimeRange | undefined | Refusal {
  const range: { from?: number; to?: number } = {};
  for (const [bound, name] of [
    ['from', `${prefix}From`],
    ['to', `${prefix}To`],
  ] as const) {
    const value = single(query, name);
    if (value === undefined) continue;
    if (typeof value !== 'string') return value;
    const instant = dtmStart(value);
    if (instant === undefined) {
      return refuse('XDSRegistryError', `${name}: not a time`, { about: `${name} ${value.slice(0, 120)}` });
    }
    range[bound] = instant;
  }
  return range.from === undefined && range.to === undefined ? undefined : range;
}

/** A parameter that may be given once, with several values (OR), and must be; XDSStoredQueryMissingParam otherwise. */
export function required(query: StoredQuery, name: string): readonly string[] | Refusal {
  return anyOf(query, name) ?? missing(name);
}

export function missing(name: string): Refusal {
  return refuse('XDSStoredQueryMissingParam', name, { about: name });
}
