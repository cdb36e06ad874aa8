import { verify } from 'node:crypto';
import { promisify } from 'node:util';
import type { Certificate } from '../certificate.ts';
import { sameName } from '../distinguished-name.ts';
import type { RevocationList } from './revocation-list.ts';

const verifyInThreads = promisify(verify);

/** Signature algorithms that are taken: SHA-1 and older ones are not, nor is a key of another kind than the algorithm names. */
const ALGORITHMS: ReadonlyMap<string, { readonly hash: string; readonly key: 'rsa' | 'ec' }> = new Map([
  ['1.2.840.113549.1.1.11', { hash: 'sha256', key: 'rsa' }],
  ['1.2.840.113549.1.1.12', { hash: 'sha384', key: 'rsa' }],
  ['1.2.840.113549.1.1.13', { hash: 'sha512', key: 'rsa' }],
  ['1.2.840.10045.4.3.2', { hash: 'sha256', key: 'ec' }],
  ['1.2.840.10045.4.3.3', { hash: 'sha384', key: 'ec' }],
  ['1.2.840.10045.4.3.4', { hash: 'sha512', key: 'ec' }],
]);

/**
 * Finds whose list this is: pinned authorities of its issuer's name that may sign lists and whose key signed this one. A renewed
 * authority may stand there twice with one key.
 * @returns none, and why, as a text for the log.
 */
export async function signersOf(
  list: RevocationList,
  authorities: readonly Certificate[],
): Promise<readonly Certificate[] | string> {
  const algorithm = ALGORITHMS.get(list.algorithm);
  if (algorithm === undefined) return `signature algorithm ${list.algorithm}`;
  const named = authorities.filter((authority) => sameName(authority.subject, list.issuer));
  if (named.length === 0) return 'issued by no pinned authority';
  const entitled = named.filter(({ keyUsage }) => keyUsage?.has('cRLSign') === true);
  if (entitled.length === 0) return 'issued by an authority without cRLSign';
  const signers: Certificate[] = [];
  for (const authority of entitled) {
    const { publicKey } = authority.x509;
    if (publicKey.asymmetricKeyType !== algorithm.key) continue;
    if (await verifyInThreads(algorithm.hash, list.signed, publicKey, list.signature))
      signers.push(authority);
  }
  return signers.length === 0 ? 'not signed by its issuer' : signers;
}
