import { readFileSync } from 'node:fs';
import type { Code } from '../model/code.ts';
import { isOid } from '../model/oid.ts';
import { present } from './present.ts';
import type { CodeableConcept, Coding } from './resources.ts';

/** Code systems that are no URI at all, as the codingScheme of XDS allows. */
const WORD = 'urn:carnet:coding-scheme:';

const rows = readFileSync(new URL('../../profiles/fhir/code-systems.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [xds: string, uri: string, use: 'both' | 'in']);
const uris = new Map(rows.filter(([, , use]) => use === 'both').map(([xds, uri]) => [xds, uri]));
const schemes = new Map(rows.map(([xds, uri]) => [uri, xds]));

/** The FHIR system of an XDS codingScheme: its known URL, `urn:oid:` of an OID, or a URN of ours around a word. */
export function systemUri(scheme: string): string {
  const known = uris.get(scheme);
  if (known !== undefined) return known;
  if (isOid(scheme)) return `urn:oid:${scheme}`;
  return /^[a-z][a-z0-9+.-]*:./i.test(scheme) ? scheme : `${WORD}${encodeURIComponent(scheme)}`;
}

/** The XDS codingScheme of a FHIR system. The inverse of `systemUri`, which also reads the other URLs of a system. */
export function codingScheme(uri: string): string {
  const known = schemes.get(uri);
  if (known !== undefined) return known;
  if (uri.startsWith('urn:oid:')) return uri.slice('urn:oid:'.length);
  return uri.startsWith(WORD) ? decodeWord(uri.slice(WORD.length)) : uri;
}

function decodeWord(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function coding(code: Code): Coding {
  return present<Coding>({
    system: code.system === '' ? undefined : systemUri(code.system),
    code: code.code,
    display: code.names[0]?.value,
  });
}

export function concept(code: Code): CodeableConcept {
  return { coding: [coding(code)] };
}
