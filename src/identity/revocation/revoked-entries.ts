import { setImmediate } from 'node:timers/promises';
import { type Der, DerError, derChildren, derSerial, derTime, readDer, TAG } from '../der.ts';
import { readExtensions } from '../extensions.ts';

/** What a revocation list says of one certificate. */
export interface RevokedEntry {
  readonly date: Date;
  /** CRLReason (RFC 5280 5.3.1), 0 where none is given. */
  readonly reason: number;
}

const REASON = '2.5.29.21';
/** Their values change nothing here: a certificate on a list is revoked, since whenever and on hold too. */
const UNDERSTOOD: readonly string[] = [REASON, '2.5.29.24'];
const CERTIFICATE_ISSUER = '2.5.29.29';
/** Entries read before other requests have their turn: lists of a national authority have hundreds of thousands. */
const AT_ONCE = 500;

/**
 * Reads revokedCertificates.
 * @param list SEQUENCE OF the entries; undefined where a list has none.
 * @returns the entries by serial (`derSerial`), or why the whole list cannot be used: RFC 5280 5.3 forbids using a list with a
 *   critical extension of an entry that is not understood. Throws DerError.
 */
export async function readRevokedEntries(
  list: Der | undefined,
): Promise<ReadonlyMap<string, RevokedEntry> | string> {
  const entries = new Map<string, RevokedEntry>();
  if (list === undefined) return entries;
  for (let offset = 0, read = 1; offset < list.content.length; read++) {
    const entry = readDer(list.content, offset);
    offset += entry.raw.length;
    if (entry.tag !== TAG.sequence) throw new DerError('entry');
    const [serial, date, extensions, ...more] = derChildren(entry);
    if (serial === undefined || date === undefined || more.length > 0) throw new DerError('entry');
    const reason = extensions === undefined ? 0 : reasonOf(extensions);
    if (typeof reason === 'string') return reason;
    entries.set(derSerial(serial), { date: derTime(date), reason });
    if (read % AT_ONCE === 0) await setImmediate();
  }
  return entries;
}

function reasonOf(list: Der): number | string {
  const extensions = readExtensions(list);
  if (extensions.has(CERTIFICATE_ISSUER)) return 'indirect list: an entry names another issuer';
  for (const [oid, { critical }] of extensions) {
    if (critical && !UNDERSTOOD.includes(oid)) return `critical extension ${oid} of an entry`;
  }
  const reason = extensions.get(REASON)?.value;
  if (reason === undefined) return 0;
  if (reason.tag !== TAG.enumerated || reason.content.length !== 1) throw new DerError('reason');
  return reason.content[0]!;
}
