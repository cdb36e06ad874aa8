import { type Refusal, refuse } from '../errors.ts';
import { type MediaType, parseMediaType } from '../http/media-type.ts';
import { bareContentId } from './xop.ts';

/** What is read from the headers of one part. */
export interface PartHeaders {
  /** Without brackets. */
  readonly contentId: string | undefined;
  readonly type: MediaType | undefined;
  readonly encoding: 'none' | 'base64';
}

const MOST_HEADERS = 16;
const LONGEST_HEADER = 8 * 1024;

/** Limits for Dicer, which cuts silently: one header and some bytes more than are accepted, so that a cut shows. */
export const PART_HEADER_LIMITS = {
  maxHeaderPairs: MOST_HEADERS + 1,
  maxHeaderSize: MOST_HEADERS * (LONGEST_HEADER + 4) + 4,
} as const;

/**
 * @param raw header names in lower case to their values, as Dicer gives them.
 * @returns MalformedMultipart for more than 16 headers, one over 8 KiB, one given twice among those that count,
 * or a transfer encoding other than 7bit, 8bit, binary and base64.
 */
export function readPartHeaders(raw: Readonly<Record<string, readonly string[]>>): PartHeaders | Refusal {
  let count = 0;
  for (const [name, values] of Object.entries(raw)) {
    for (const value of values) {
      if (++count > MOST_HEADERS) return refuse('MalformedMultipart', `more than ${MOST_HEADERS} headers`);
      if (name.length + value.length > LONGEST_HEADER)
        return refuse('MalformedMultipart', 'part header too long');
    }
  }
  const ids = raw['content-id'] ?? [];
  const types = raw['content-type'] ?? [];
  const encodings = raw['content-transfer-encoding'] ?? [];
  if (ids.length > 1 || types.length > 1 || encodings.length > 1) {
    return refuse('MalformedMultipart', 'a part header twice');
  }
  const encoding = encodings[0]?.trim().toLowerCase() ?? 'binary';
  if (!['7bit', '8bit', 'binary', 'base64'].includes(encoding)) {
    return refuse('MalformedMultipart', `Content-Transfer-Encoding ${encoding.slice(0, 40)}`);
  }
  const id = ids[0] === undefined ? '' : bareContentId(ids[0]);
  return {
    contentId: id === '' ? undefined : id,
    type: parseMediaType(types[0]?.replaceAll(/[\t\r\n]/g, ' ')),
    encoding: encoding === 'base64' ? 'base64' : 'none',
  };
}
