import { type Der, DerError, derChildren, derOid, readDer, TAG } from './der.ts';

/** An extension of a certificate, of a revocation list or of one of its entries (RFC 5280 4.1). */
export interface Extension {
  readonly critical: boolean;
  readonly value: Der;
}

/**
 * Reads extensions, by OID.
 * @param list the SEQUENCE of Extension; undefined reads as none.
 * Throws DerError, also where one stands twice.
 */
export function readExtensions(list: Der | undefined): Map<string, Extension> {
  const found = new Map<string, Extension>();
  if (list === undefined) return found;
  for (const extension of derChildren(list)) {
    const parts = derChildren(extension);
    if (parts.length < 2) throw new DerError('extension without a value');
    const oid = derOid(parts[0]!);
    if (found.has(oid)) throw new DerError(`extension ${oid} twice`);
    const octets = parts.at(-1)!;
    if (octets.tag !== TAG.octetString) throw new DerError('extension value');
    const critical = parts[1]?.tag === TAG.boolean && parts[1].content[0] !== 0;
    found.set(oid, { critical, value: readDer(octets.content) });
  }
  return found;
}
