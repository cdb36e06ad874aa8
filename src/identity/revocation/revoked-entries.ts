import { setImmediate } from 'node:timers/promises';
import { type Der, DerError, derChildren, derSerial, derTime, readDer, TAG } from '../der.ts';
import { nameKey } from '../distinguished-name.ts';
import { type Extension, readExtensions } from '../extensions.ts';
import { readGeneralNames } from '../general-name.ts';

/** What a revocation list says of one certificate. */
export interface RevokedEntry {
  readonly date: Date;
  /** CRLReason (RFC 5280 5.3.1), 0 where none is given. */
  readonly reason: number;
}

/** CRLReason of a delta list: what the complete list says of the certificate no longer holds. */
export const REMOVE_FROM_LIST = 8;

/** Entries of one authority, by serial (`derSerial`). */
export type RevokedSerials = ReadonlyMap<string, RevokedEntry>;

const REASON = '2.5.29.21';
const CERTIFICATE_ISSUER = '2.5.29.29';
/** Their values change nothing here: a certificate on a list is revoked, since whenever and on hold too. */
const UNDERSTOOD: readonly string[] = [REASON, '2.5.29.24', CERTIFICATE_ISSUER];
/** Entries read before other requests have their turn: lists of a national authority have hundreds of thousands. */
const AT_ONCE = 500;

/**
 * Reads revokedCertificates.
 * @param list SEQUENCE OF the entries; undefined where a list has none.
 * @param issuerKey `nameKey` of the issuer of the list.
 * @param indirect whether entries may name another authority, which then holds until the next that does (RFC 5280 5.3.3).
 * @returns the entries by the authority (`nameKey`), or why the whole list cannot be used: RFC 5280 5.3 forbids using a list with a
 *   critical extension of an entry that is not understood. Throws DerError.
 */
export async function readRevokedEntries(
  list: Der | undefined,
  issuerKey: string,
  indirect: boolean,
): Promise<ReadonlyMap<string, RevokedSerials> | string> {
  let entries = new Map<string, RevokedEntry>();
  const authorities = new Map([[issuerKey, entries]]);
  if (list === undefined) return authorities;
  for (let offset = 0, read = 1; offset < list.content.length; read++) {
    const entry = readDer(list.content, offset);
    offset += entry.raw.length;
    if (entry.tag !== TAG.sequence) throw new DerError('entry');
    const [serial, date, more, ...rest] = derChildren(entry);
    if (serial === undefined || date === undefined || rest.length > 0) throw new DerError('entry');
    const extensions = readExtensions(more);
    const unusable = unusableFor(extensions, indirect);
    if (unusable !== undefined) return unusable;
    const authority = authorityOf(extensions);
    if (authority !== undefined) {
      entries = authorities.get(authority) ?? new Map();
      authorities.set(authority, entries);
    }
    entries.set(derSerial(serial), { date: derTime(date), reason: reasonOf(extensions) });
    if (read % AT_ONCE === 0) await setImmediate();
  }
  return authorities;
}

type Extensions = ReadonlyMap<string, Extension>;

function unusableFor(extensions: Extensions, indirect: boolean): string | undefined {
  if (!indirect && extensions.has(CERTIFICATE_ISSUER))
    return 'an entry of a direct list names another issuer';
  for (const [oid, { critical }] of extensions) {
    if (critical && !UNDERSTOOD.includes(oid)) return `critical extension ${oid} of an entry`;
  }
  return undefined;
}

function authorityOf(extensions: Extensions): string | undefined {
  const value = extensions.get(CERTIFICATE_ISSUER)?.value;
  if (value === undefined) return undefined;
  const [name, ...more] = readGeneralNames(value);
  if (name?.form !== 'directory' || more.length > 0) throw new DerError('issuer of an entry');
  return nameKey(name.value);
}

function reasonOf(extensions: Extensions): number {
  const reason = extensions.get(REASON)?.value;
  if (reason === undefined) return 0;
  if (reason.tag !== TAG.enumerated || reason.content.length !== 1) throw new DerError('reason');
  return reason.content[0]!;
}
