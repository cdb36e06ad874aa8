import { type Refusal, refuse } from '../errors.ts';

/** What JSON text says; an object has no key twice, and none that JavaScript gives a meaning of its own. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** No resource that is served needs half of it. */
const DEEPEST = 32;
/** Of an object: no resource has a tenth of it, and each that is remembered costs time. */
const MOST_KEYS = 1000;
/** Would be the prototype of what a careless copy makes of the object. */
const PROTOTYPE = '__proto__';

/**
 * Reads JSON text (RFC 8259) so that no two readers of it differ: a key that stands twice in an object, which RFC 8259 4
 * leaves open, is refused, as are the key `__proto__`, more than 1,000 keys in an object and a nesting deeper than 32.
 * @returns MalformedJson; it says nothing of what stands in the text.
 */
export function parseJson(text: string): JsonValue | Refusal {
  const fault = structureFault(text);
  if (fault !== undefined) return refuse('MalformedJson', fault);
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return refuse('MalformedJson', 'no JSON');
  }
}

/** Whether a value is an object, not a list nor null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Looks at keys and nesting in one pass. Text that is no JSON may pass here: JSON.parse tells it. */
function structureFault(text: string): string | undefined {
  /** For each thing that is open the keys of an object, or nothing for a list. */
  const open: (Set<string> | undefined)[] = [];
  let beforeKey = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        beforeKey = text[at] === '{';
        open.push(beforeKey ? new Set() : undefined);
        if (open.length > DEEPEST) return `nested deeper than ${DEEPEST}`;
        break;
      case '}':
      case ']':
        open.pop();
        beforeKey = false;
        break;
      case ',':
        beforeKey = open.at(-1) !== undefined;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (end === undefined) return 'a string without an end';
        const fault = beforeKey ? keyFault(text.slice(at, end + 1), open.at(-1)) : undefined;
        if (fault !== undefined) return fault;
        beforeKey = false;
        at = end;
      }
    }
  }
  return undefined;
}

function keyFault(quoted: string, known: Set<string> | undefined): string | undefined {
  let key = quoted.slice(1, -1);
  try {
    // What a key is without escapes needs no reader; JSON.parse tells later whether it is JSON at all.
    if (key.includes('\\')) key = JSON.parse(quoted) as string;
  } catch {
    return 'a key that is no string';
  }
  if (key === PROTOTYPE) return 'a key __proto__';
  if (known?.has(key)) return 'a key that stands twice';
  if (known?.size === MOST_KEYS) return `more than ${MOST_KEYS} keys`;
  known?.add(key);
  return undefined;
}

/** Where the string that begins at a quotation mark ends: at the next one that no backslash escapes. */
function endOfString(text: string, begin: number): number | undefined {
  for (let end = text.indexOf('"', begin + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before--;
    if ((end - before) % 2 === 0) return end;
  }
  return undefined;
}
