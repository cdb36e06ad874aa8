import { isUtf8 } from 'node:buffer';
import { type Refusal, refuse } from '../errors.ts';

/** How the texts of a message are written in bytes. */
export interface CharacterSet {
  /** MSH-18 of what is sent back; empty for what needs no name. */
  readonly name: string;
  encode(text: string): Buffer;
}

export const UTF_8: CharacterSet = { name: 'UNICODE UTF-8', encode: (text) => Buffer.from(text, 'utf8') };
/** ISO 8859-1; what it cannot write is left out as a question mark. */
const LATIN_1: CharacterSet = {
  name: '8859/1',
  encode: (text) => Buffer.from(text.replaceAll(/[^\0-\xff]/g, '?'), 'latin1'),
};

/** Long enough for any MSH-18 that means something. */
const HEADER_BYTES = 2_000;

/**
 * Decodes a message by its own MSH-18 (HL7 table 0211): UTF-8, ISO 8859-1, or ASCII where it names none, of which UTF-8 is
 * the larger set.
 * @returns CharacterSetUnknown, or NotUtf8 for bytes that are not what they should be.
 */
export function decode(bytes: Buffer): { readonly text: string; readonly set: CharacterSet } | Refusal {
  const named = nameOf(bytes);
  if (named === '8859/1') return { text: bytes.toString('latin1'), set: LATIN_1 };
  if (named !== '' && named !== 'ASCII' && named !== 'UNICODE UTF-8') {
    return refuse('CharacterSetUnknown', 'MSH-18', { about: named.slice(0, 40), location: 'MSH^1^18' });
  }
  if (!isUtf8(bytes)) return refuse('NotUtf8', 'message', { location: 'MSH^1^18' });
  return { text: bytes.toString('utf8'), set: UTF_8 };
}

/** The first repetition of MSH-18, which is ASCII in any of these sets. */
function nameOf(bytes: Buffer): string {
  const head = bytes.subarray(0, HEADER_BYTES).toString('latin1');
  const [line = ''] = head.split(/[\r\n]/, 1);
  const [first = ''] = (line.split(line[3] ?? '|')[17] ?? '').split(line[5] ?? '~');
  return first;
}
