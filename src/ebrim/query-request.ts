import type { QueryParameter, StoredQuery } from '../documents/queries/stored-query.ts';
import { type Refusal, refuse } from '../errors.ts';
import { attribute, element, elements, text, type XmlElement } from '../xml/tree.ts';
import { QUERY, RIM } from './namespaces.ts';

/**
 * Reads `query:AdhocQueryRequest` (ITI TF-2 3.18.4.1.2). Texts lose their quotes, lists and several Values are one list,
 * a Slot that is repeated stays apart (AND), numbers are read as text. A home community id is ignored.
 * @returns the query, or a Refusal: `MalformedRequest` without AdhocQuery, `XDSRegistryError` for a value that cannot be read.
 */
export function readQueryRequest(request: XmlElement): StoredQuery | Refusal {
  const query = element(request, 'AdhocQuery', RIM);
  if (query === undefined) return refuse('MalformedRequest', 'no AdhocQuery');
  const parameters: QueryParameter[] = [];
  let count = 0;
  for (const slot of elements(query, 'Slot', RIM)) {
    const name = attribute(slot, 'name') ?? '';
    const values: string[] = [];
    for (const value of elements(slot, 'ValueList', RIM).flatMap((list) => elements(list, 'Value', RIM))) {
      const read = readQueryValue(text(value));
      if (read === undefined) {
        return refuse('XDSRegistryError', `${name.slice(0, 80)}: not a value`, { about: name.slice(0, 80) });
      }
      count += read.length;
      if (count > MOST_VALUES || read.some((one) => one.length > LONGEST_VALUE)) {
        return refuse('XDSRegistryError', `more than ${MOST_VALUES} values, or one too long`, {
          about: name.slice(0, 80),
        });
      }
      values.push(...read);
    }
    parameters.push({ name, values });
  }
  return {
    id: (attribute(query, 'id') ?? '').toLowerCase(),
    returnType: attribute(element(request, 'ResponseOption', QUERY), 'returnType') ?? 'ObjectRef',
    parameters,
  };
}

/** As many ids as one answer holds objects; a value of ebRIM has 256 characters. */
const MOST_VALUES = 5_000;
const LONGEST_VALUE = 1_024;
const LONGEST_LIST = 1024 * 1024;

const TOKEN = /\s*(?:'([^']*(?:''[^']*)*)'|([^\s'(),]+))\s*/y;

/**
 * One Value of a stored query: `'text'` with quotes doubled inside, a number, or a list of these in parentheses.
 * @returns the values, or undefined when it is none of these.
 */
export function readQueryValue(raw: string): string[] | undefined {
  // An expression that may step back into every pair of quotes runs out of stack on a longer text.
  if (raw.length > LONGEST_LIST) return undefined;
  const trimmed = raw.trim();
  const isList = trimmed.startsWith('(');
  if (isList !== trimmed.endsWith(')')) return undefined;
  const inner = isList ? trimmed.slice(1, -1) : trimmed;
  if (inner.trim() === '') return isList ? [] : undefined;
  const values: string[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const match = TOKEN.exec(inner);
    if (match === null) return undefined;
    values.push(match[1]?.replaceAll("''", "'") ?? match[2]!);
    const at = match.index + match[0].length;
    if (at === inner.length) return isList || values.length === 1 ? values : undefined;
    if (inner[at] !== ',') return undefined;
    TOKEN.lastIndex = at + 1;
  }
}
