import { type KeyObject, sign, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { field } from './event-hash.ts';

/** Where the chain ended at a moment. Sequences begin at 1 without a gap, so that `sequence` is also the number of events. */
export interface Head {
  readonly sequence: number;
  /** Of the event with this sequence. */
  readonly hash: string;
  /** ISO 8601 UTC. */
  readonly time: string;
}

export interface SignedHead extends Head {
  /** Ed25519, base64. */
  readonly signature: string;
}

const schema = z.strictObject({
  sequence: z.number().int().positive(),
  hash: z.string(),
  time: z.string(),
  signature: z.string(),
});

function signedBytes(head: Head): Buffer {
  return Buffer.from(['carnet-head-1', head.sequence, head.hash, head.time].map(field).join(''));
}

export function signHead(head: Head, privateKey: KeyObject): SignedHead {
  return { ...head, signature: sign(null, signedBytes(head), privateKey).toString('base64') };
}

export function isSigned(head: SignedHead, publicKey: KeyObject): boolean {
  return verify(null, signedBytes(head), publicKey, Buffer.from(head.signature, 'base64'));
}

/** @returns undefined when the line is no signed head. */
export function parseHead(line: string): SignedHead | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/**
 * The heads of a file in order, undefined for a line that cannot be read. It ends where the file ended when the first was
 * asked for, so that events read afterwards reach every head, also while a server writes on.
 */
export async function* readHeads(file: string): AsyncGenerator<SignedHead | undefined> {
  const { size } = await stat(file);
  if (size === 0) return;
  const input = createReadStream(file, { end: size - 1 });
  for await (const line of createInterface({ input, crlfDelay: Infinity })) yield parseHead(line);
}
