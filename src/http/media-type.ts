/** A `Content-Type` value, taken apart. Type and parameter names are in lower case. */
export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Reads `type/subtype; name=value; name="quoted value"` (RFC 9110, 8.3).
 * @returns undefined when it is absent or not of that form; the first of several parameters of one name counts.
 */
export function parseMediaType(header: string | undefined): MediaType | undefined {
  if (header === undefined) return undefined;
  const [first, ...rest] = splitOutsideQuotes(header);
  const type = first!.trim().toLowerCase();
  const [major, minor, more] = type.split('/');
  if (more !== undefined || !TOKEN.test(major ?? '') || !TOKEN.test(minor ?? '')) return undefined;
  const parameters = new Map<string, string>();
  for (const part of rest) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    if (equals === -1) return undefined;
    const name = part.slice(0, equals).trim().toLowerCase();
    const value = unquote(part.slice(equals + 1).trim());
    if (!TOKEN.test(name) || value === undefined) return undefined;
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return { type, parameters };
}

function splitOutsideQuotes(header: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < header.length; at++) {
    const character = header[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === ';' && !quoted) {
      parts.push(header.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(header.slice(from));
  return parts;
}

/** Unquoted values are taken as they stand: real clients leave `/` and `:` unquoted. */
function unquote(value: string): string | undefined {
  if (!value.startsWith('"')) return value.includes('"') ? undefined : value;
  if (value.length < 2 || !value.endsWith('"')) return undefined;
  return value.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
