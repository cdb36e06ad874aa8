import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';

/** How long a code that was sent by mail is good. */
export const CODE_MINUTES = 10;

const DIGITS = 6;

/** Six digits, all equally likely. */
export function freshCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
}

/** What is kept of a code: of six digits a plain digest would tell which, so it is keyed with a secret of the server's. */
export function codeDigest(secret: Buffer, key: string, code: string): string {
  return createHmac('sha256', secret).update(`${key}\n${code}`).digest('base64url');
}

export function sameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
