import { type Refusal, refuse } from '../errors.ts';
import type { SearchParameter } from './interaction.ts';

/** Name and value of one pair of a query string or form, decoded. */
export type Pair = readonly [name: string, value: string];

/**
 * Reads `application/x-www-form-urlencoded` text: a query string without `?`, or the body of `_search`.
 * @returns the pairs in order, those with an empty value left out (FHIR R4 search: no value, no parameter), or
 * `SearchParameter` when an escape is no UTF-8.
 */
export function readPairs(text: string): Pair[] | Refusal {
  const pairs: Pair[] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    try {
      const decoded = decode(value);
      if (decoded !== '') pairs.push([decode(name), decoded]);
    } catch {
      return refuse('SearchParameter', 'percent-encoding is not UTF-8');
    }
  }
  return pairs;
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** `name:modifier=a,b` -> one parameter; a chain that repeats its type (`patient:Patient.identifier`) loses it. */
export function readSearchParameter([key, value]: Pair): SearchParameter {
  const values = splitEscaped(value, ',');
  const typed = /^([a-zA-Z-]+):[A-Z][A-Za-z]*(\..+)$/.exec(key);
  const plain = typed === null ? key : `${typed[1]}${typed[2]}`;
  const at = plain.indexOf(':');
  return at < 0
    ? { name: plain, values }
    : { name: plain.slice(0, at), modifier: plain.slice(at + 1), values };
}

/** Splits at a separator that no backslash escapes (FHIR R4 search: Escaping Search Parameters). Escapes stay. */
export function splitEscaped(value: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (character === '\\' && at + 1 < value.length) part += character + value[++at]!;
    else if (character === separator) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

/** Resolves the escapes `\,` `\|` `\$` `\\`. */
export function unescapeValue(value: string): string {
  return value.replace(/\\([,|$\\])/g, '$1');
}

/** The parameters of one name, in order. */
export function named(parameters: readonly SearchParameter[], name: string): SearchParameter[] {
  return parameters.filter((parameter) => parameter.name === name);
}

/** How a parameter is spelt in an answer: its key, without the value, which may name a patient. */
export function keyOf(parameter: SearchParameter): string {
  return parameter.modifier === undefined ? parameter.name : `${parameter.name}:${parameter.modifier}`;
}

/** A parameter that cannot be read. `about` is the key only. */
export function badParameter(parameter: SearchParameter, detail: string): Refusal {
  return refuse('SearchParameter', `${keyOf(parameter)}: ${detail}`, { about: keyOf(parameter) });
}

/** FHIR R4 search: a modifier that a server does not support must be rejected. */
export function refuseModifier(
  parameter: SearchParameter,
  supported: readonly string[] = [],
): Refusal | undefined {
  return parameter.modifier === undefined || supported.includes(parameter.modifier)
    ? undefined
    : badParameter(parameter, 'modifier not supported');
}
