import { type Refusal, refuse } from '../errors.ts';

/** One segment: its name and its fields as they came, counted as HL7 does (`PID-3` is `fields[3]`; MSH-1 the separator). */
export interface Segment {
  readonly name: string;
  readonly fields: readonly string[];
}

/** MSH-1 and the first four of MSH-2. */
export interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escaping: string;
  readonly subcomponent: string;
}

/** What nearly everybody uses, and what is written where no message says otherwise. */
export const STANDARD: Separators = {
  field: '|',
  component: '^',
  repetition: '~',
  escaping: '\\',
  subcomponent: '&',
};

export interface Message {
  readonly separators: Separators;
  readonly header: Segment;
  /** All, the header first. */
  readonly segments: readonly Segment[];
}

/** More segments than any message of a feed has; each costs a look. */
const MOST_SEGMENTS = 1_000;

/**
 * Reads a message of HL7 v2 in its encoding with separators (HL7 2.3.1, 2.10). A line break of any kind ends a segment.
 * @returns MessageUnreadable, or MessagePartMissing without an MSH.
 */
export function readMessage(text: string): Message | Refusal {
  if (!text.startsWith('MSH')) return refuse('MessagePartMissing', 'no MSH', { location: 'MSH' });
  const separators = readSeparators(text);
  if (separators === undefined) return refuse('MessageUnreadable', 'separators', { location: 'MSH^1^2' });
  const lines = text.split(/\r\n|\r|\n/, MOST_SEGMENTS + 1).filter((line) => line !== '');
  if (lines.length > MOST_SEGMENTS) return refuse('MessageUnreadable', `more than ${MOST_SEGMENTS} segments`);
  const segments: Segment[] = [];
  for (const line of lines) {
    const [name = '', ...rest] = line.split(separators.field);
    if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) return refuse('MessageUnreadable', 'a line that is no segment');
    segments.push({ name, fields: name === 'MSH' ? [name, separators.field, ...rest] : [name, ...rest] });
  }
  const headers = segments.filter(({ name }) => name === 'MSH');
  if (headers.length > 1) return refuse('MessageUnreadable', 'more than one MSH', { location: 'MSH' });
  return { separators, header: segments[0]!, segments };
}

/** They are five different signs, none of which a name or a number could hold. HL7 2.7 adds a sixth, which is not used here. */
function readSeparators(text: string): Separators | undefined {
  const [field = '', component = '', repetition = '', escaping = '', subcomponent = ''] = text.slice(3, 8);
  const all = [field, component, repetition, escaping, subcomponent];
  const signs = all.every((one) => /^[!-/:-@[-`{-~]$/.test(one)) && new Set(all).size === all.length;
  const [, sixth] = text.slice(7, 9);
  if (!signs || (sixth !== undefined && sixth !== field && sixth !== '#')) return undefined;
  return { field, component, repetition, escaping, subcomponent };
}

/** The first segment of a name. */
export function segment({ segments }: Message, name: string): Segment | undefined {
  return segments.find((one) => one.name === name);
}

/** A field as it came; empty when absent. */
export function field(of: Segment | undefined, number: number): string {
  return of?.fields[number] ?? '';
}

/** A field that is a plain value, with escapes resolved; empty when absent. */
export function value(message: Message, of: Segment | undefined, number: number): string {
  return unescaped(field(of, number), message.separators);
}

/** The repetitions of a field that are not empty. */
export function repetitions(raw: string, { repetition }: Separators): readonly string[] {
  return raw.split(repetition).filter((one) => one !== '');
}

/** The components of one repetition, each with its subcomponents, escapes resolved. */
export function components(raw: string, separators: Separators): readonly (readonly string[])[] {
  return raw
    .split(separators.component)
    .map((one) => one.split(separators.subcomponent).map((part) => unescaped(part, separators)));
}

/** HL7 2.3.1, 2.10: separators, and bytes as hexadecimal digits. What only marks text up is left out. */
function unescaped(text: string, { escaping, ...separators }: Separators): string {
  if (!text.includes(escaping)) return text;
  const known: Readonly<Record<string, string>> = {
    F: separators.field,
    S: separators.component,
    T: separators.subcomponent,
    R: separators.repetition,
    E: escaping,
  };
  const parts = text.split(escaping);
  return parts
    .map((part, at) => {
      // Every other part stands between two signs of escaping; an odd one at the end is not closed and stays text.
      if (at % 2 === 0) return part;
      if (at === parts.length - 1) return `${escaping}${part}`;
      const hexadecimal = /^X((?:[0-9A-Fa-f]{2})+)$/.exec(part)?.[1];
      if (hexadecimal !== undefined) return Buffer.from(hexadecimal, 'hex').toString('utf8');
      return known[part] ?? '';
    })
    .join('');
}

/** A text as it can stand in a field: separators escaped, and nothing that ends a segment or a frame. */
export function escaped(text: string, { escaping, ...separators }: Separators): string {
  const names: Readonly<Record<string, string>> = {
    [separators.field]: 'F',
    [separators.component]: 'S',
    [separators.subcomponent]: 'T',
    [separators.repetition]: 'R',
    [escaping]: 'E',
  };
  return [...text]
    .map((sign) => (sign < ' ' ? ' ' : sign in names ? `${escaping}${names[sign]}${escaping}` : sign))
    .join('');
}
