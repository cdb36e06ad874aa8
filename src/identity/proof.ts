import { type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { type Der, DerError, derChildren, derOid, TAG } from './der.ts';

/** The signature of a certificate, of a revocation list or of an OCSP answer: three parts of one SEQUENCE. */
export interface Proof {
  /** OID of the signature algorithm. */
  readonly algorithm: string;
  /** The octets that it covers. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** What an algorithm of signatures hashes with, and the kind of key that it takes. */
export interface ProofAlgorithm {
  readonly hash: string;
  readonly key: string;
}

/** Signature algorithms that are taken, by OID: SHA-1 and older ones are not, nor is a key of another kind than the algorithm names. */
export const PROOF_ALGORITHMS: ReadonlyMap<string, ProofAlgorithm> = new Map([
  ['1.2.840.113549.1.1.11', { hash: 'sha256', key: 'rsa' }],
  ['1.2.840.113549.1.1.12', { hash: 'sha384', key: 'rsa' }],
  ['1.2.840.113549.1.1.13', { hash: 'sha512', key: 'rsa' }],
  ['1.2.840.10045.4.3.2', { hash: 'sha256', key: 'ec' }],
  ['1.2.840.10045.4.3.3', { hash: 'sha384', key: 'ec' }],
  ['1.2.840.10045.4.3.4', { hash: 'sha512', key: 'ec' }],
]);

/**
 * Reads the signature of a SEQUENCE of what is signed, algorithm and value (RFC 5280 4.1, 5.1).
 * @param whole that SEQUENCE; more than its first three parts are left alone.
 * @param inner the AlgorithmIdentifier among what is signed, where there is one: both must be the same.
 * Throws DerError.
 */
export function readProof(whole: Der, inner?: Der): Proof {
  const [body, algorithm, signature] = derChildren(whole);
  if (body === undefined || algorithm === undefined || signature === undefined)
    throw new DerError('not three parts');
  if (inner !== undefined && !inner.raw.equals(algorithm.raw)) throw new DerError('two signature algorithms');
  if (signature.tag !== TAG.bitString || signature.content[0] !== 0) throw new DerError('signature');
  return {
    algorithm: derOid(derChildren(algorithm)[0] ?? algorithm),
    signed: body.raw,
    signature: signature.content.subarray(1),
  };
}

const verifyInThreads = promisify(verify);

function hashFor(
  { algorithm }: Proof,
  key: KeyObject,
  algorithms: ReadonlyMap<string, ProofAlgorithm>,
): string | undefined {
  const known = algorithms.get(algorithm);
  return known !== undefined && known.key === key.asymmetricKeyType ? known.hash : undefined;
}

/** Whether a key made a signature, by an algorithm that is taken. */
export function isProven(proof: Proof, key: KeyObject, algorithms = PROOF_ALGORITHMS): boolean {
  const hash = hashFor(proof, key, algorithms);
  return hash !== undefined && verify(hash, proof.signed, key, proof.signature);
}

/** The same in another thread, for what is large. */
export async function isProvenInThreads(
  proof: Proof,
  key: KeyObject,
  algorithms = PROOF_ALGORITHMS,
): Promise<boolean> {
  const hash = hashFor(proof, key, algorithms);
  return hash !== undefined && (await verifyInThreads(hash, proof.signed, key, proof.signature));
}
