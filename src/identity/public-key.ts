import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import { DerError, derChildren, readDer, TAG } from './der.ts';
import { writeDer } from './der-writer.ts';

const NULL = 0x05;

/**
 * The public key of a certificate. Where it leaves the parameters of its algorithm out, they are those of its issuer's key of the
 * same algorithm (RFC 5280 6.1.4 e), as DSA authorities do.
 * @param issuerKey the key of the authority that issued it.
 * @returns undefined where the key cannot be read. Throws DerError.
 */
export function publicKeyOf(
  { keyInfo }: Certificate,
  issuerKey: KeyObject | undefined,
): KeyObject | undefined {
  return (
    keyFrom(keyInfo) ?? (issuerKey === undefined ? undefined : keyFrom(withParameters(keyInfo, issuerKey)))
  );
}

function keyFrom(info: Buffer | undefined): KeyObject | undefined {
  if (info === undefined) return undefined;
  try {
    return createPublicKey({ key: info, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** Undefined where the key has parameters of its own, or is of another algorithm. */
function withParameters(info: Buffer, issuerKey: KeyObject): Buffer | undefined {
  const [algorithm, bits] = derChildren(readDer(info));
  const [theirs] = derChildren(readDer(issuerKey.export({ format: 'der', type: 'spki' })));
  if (algorithm === undefined || bits === undefined || theirs === undefined) throw new DerError('key');
  const [oid, parameters] = derChildren(algorithm);
  const [issuerOid] = derChildren(theirs);
  const absent = parameters === undefined || parameters.tag === NULL;
  if (!absent || oid === undefined || issuerOid?.raw.equals(oid.raw) !== true) return undefined;
  return writeDer(TAG.sequence, theirs.raw, bits.raw);
}
