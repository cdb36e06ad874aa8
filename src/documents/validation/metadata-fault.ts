import { readFileSync } from 'node:fs';
import type { Fault, RefusalCode } from '../../errors.ts';

/** What can be wrong with an attribute; the sentence that the caller reads stands in `profiles/texts/metadata.fr.json`. */
export type Problem =
  | 'required'
  | 'too-many'
  | 'too-long'
  | 'malformed-oid'
  | 'malformed-unique-id'
  | 'malformed-uuid'
  | 'malformed-date'
  | 'malformed-cx'
  | 'malformed-xcn'
  | 'malformed-xon'
  | 'malformed-hash'
  | 'malformed-language'
  | 'malformed-code'
  | 'malformed-patient-info'
  | 'malformed'
  | 'unknown-authority'
  | 'wrong-ins'
  | 'wrong-ins-key'
  | 'unknown-code'
  | 'expired-code'
  | 'class-not-of-type'
  | 'repeated-code'
  | 'no-base-code'
  | 'start-after-stop'
  | 'not-exactly-one'
  | 'not-supported'
  | 'not-on-demand'
  | 'not-changeable'
  | 'not-changed'
  | 'repeated-id'
  | 'unknown-object'
  | 'wrong-end'
  | 'not-the-caller'
  | 'not-in-directory'
  | 'structure-not-in-directory'
  | 'signed-by-another'
  | 'hash-differs'
  | 'size-differs'
  | 'replacement-disagrees';

const texts = JSON.parse(
  readFileSync(new URL('../../../profiles/texts/metadata.fr.json', import.meta.url), 'utf8'),
) as Record<Problem, string>;

/** How much of a value that the caller sent goes back to it. */
const ECHO = 120;

/**
 * One fault of the metadata: the attribute, what the caller sent in it, and what is wrong.
 * @param location id of the object in the message; empty when it has none.
 */
export function metadataFault(
  location: string,
  attribute: string,
  problem: Problem,
  value?: string,
  code: RefusalCode = 'XDSRegistryMetadataError',
): Fault {
  const sent = value === undefined || value === '' ? attribute : `${attribute} ${value.slice(0, ECHO)}`;
  return {
    code,
    detail: `${location}: ${attribute} ${problem}`,
    about: `${sent} : ${texts[problem]}`,
    ...(location === '' ? {} : { location }),
  };
}
