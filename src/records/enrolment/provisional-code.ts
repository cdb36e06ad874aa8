import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeptCode } from '../../model/enrolment.ts';

/** Without what is taken for something else in print or handwriting: 0 and O, 1, I and L. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** LC-03. */
export const CODE_LENGTH = 12;

const derive = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt);
/**
 * A code has 59 bits of chance, so this cost is enough against whoever has stolen the database, and small enough for a campaign
 * over a whole population.
 */
const COST = { N: 2 ** 12 };
const HASH_BYTES = 32;

/** Twelve characters, each by chance. */
export function makeCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}

/** What is kept of a code. */
export async function keptCode(code: string): Promise<Pick<KeptCode, 'salt' | 'hash'>> {
  const salt = randomBytes(16);
  const hash = await derive(code, salt, HASH_BYTES, COST);
  return { salt: salt.toString('hex'), hash: hash.toString('hex') };
}

/** Takes the place of the code of a person who is unknown or has none, so that looking costs the same. */
const DECOY: Pick<KeptCode, 'salt' | 'hash'> = {
  salt: randomBytes(16).toString('hex'),
  hash: randomBytes(HASH_BYTES).toString('hex'),
};

/**
 * Whether a code as somebody typed it (spaces, hyphens and small letters allowed) is the one that is kept. Without one that is
 * kept it takes as long, and it is not.
 */
export async function isKeptCode(typed: string, kept: KeptCode | undefined): Promise<boolean> {
  const { salt, hash } = kept ?? DECOY;
  const code = typed.replace(/[\s-]/g, '').toUpperCase();
  const derived = await derive(code, Buffer.from(salt, 'hex'), HASH_BYTES, COST);
  return timingSafeEqual(derived, Buffer.from(hash, 'hex')) && kept !== undefined;
}
