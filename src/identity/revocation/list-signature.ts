import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../certificate.ts';
import { nameKey } from '../distinguished-name.ts';
import { isProvenInThreads, PROOF_ALGORITHMS } from '../proof.ts';
import { publicKeyOf } from '../public-key.ts';
import type { RevocationList } from './revocation-list.ts';

/**
 * Finds whose list this is: pinned certificates of its issuer's name that may sign lists and whose key signed this one. A renewed
 * authority may stand there twice with one key.
 * @returns none, and why, as a text for the log.
 */
export async function signersOf(
  { issuerKey, proof }: RevocationList,
  pinned: readonly Certificate[],
  algorithms = PROOF_ALGORITHMS,
): Promise<readonly Certificate[] | string> {
  if (!algorithms.has(proof.algorithm)) return `signature algorithm ${proof.algorithm}`;
  const named = pinned.filter(({ subject }) => nameKey(subject) === issuerKey);
  if (named.length === 0) return 'issued by no pinned authority';
  const entitled = named.filter(({ keyUsage }) => keyUsage?.has('cRLSign') === true);
  if (entitled.length === 0) return 'issued by an authority without cRLSign';
  const signers: Certificate[] = [];
  for (const signer of entitled) {
    const key = keyOf(signer, pinned);
    if (key !== undefined && (await isProvenInThreads(proof, key, algorithms))) signers.push(signer);
  }
  return signers.length === 0 ? 'not signed by its issuer' : signers;
}

/** The key of a pinned certificate, its parameters taken from a pinned authority of its issuer's name where it has none. */
function keyOf(certificate: Certificate, pinned: readonly Certificate[]): KeyObject | undefined {
  const own = publicKeyOf(certificate, undefined);
  if (own !== undefined) return own;
  const issuers = pinned.filter(({ subject }) => nameKey(subject) === nameKey(certificate.issuer));
  for (const issuer of issuers) {
    const key = publicKeyOf(certificate, publicKeyOf(issuer, undefined));
    if (key !== undefined) return key;
  }
  return undefined;
}
