import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { type Refusal, refuse } from '../errors.ts';

/** Parameters of scrypt (RFC 7914): N and r ask for 32 MiB, p for three rounds of it. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** N × r × 128 bytes, and what the implementation adds. */
const MEMORY = 64 * 1024 * 1024;

/** Hashes under way: the threads that do them also read and write the content of documents. */
const AT_ONCE = 2;
/** Who may wait for that: some seconds of work. */
const MOST_WAITING = 16;
let underWay = 0;
const waiting: (() => void)[] = [];

/**
 * Does what hashes a password when its turn comes. What is looked up of an account belongs into `work`, so that the refusal
 * comes before it and tells nothing of the account.
 * @returns what `work` returns, or Busy, without beginning it, when too many wait.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T | Refusal> {
  if (underWay < AT_ONCE) underWay += 1;
  else if (waiting.length >= MOST_WAITING) return refuse('Busy', 'too many passwords at once');
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    // Whoever waits takes over the place.
    const next = waiting.shift();
    if (next === undefined) underWay -= 1;
    else next();
  }
}

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, { ...cost, maxmem: MEMORY }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** Within `inTurn`. @returns `scrypt$N$r$p$salt$key`: the parameters stay with the hash, so that they can grow. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** A hash that no password has. */
const NOBODY = ['scrypt', COST.N, COST.r, COST.p, 'AAAAAAAAAAAAAAAAAAAAAA', ''].join('$');

/**
 * Whether a password is the one that was hashed; within `inTurn`.
 * @param hash of `hashPassword`; without one the answer is no, and takes as long.
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (hash ?? NOBODY).split('$');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const found = await derive(password, Buffer.from(salt, 'base64url'), cost);
  const kept = Buffer.from(key, 'base64url');
  return kept.length === found.length && timingSafeEqual(kept, found);
}
