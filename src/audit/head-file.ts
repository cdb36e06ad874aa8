import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Head, parseHead, type SignedHead, signHead } from './head.ts';

/** More than any line of the file is long. */
const TAIL = 4096;

/** A file of signed heads, one JSON line each, kept outside the database; its key lies beside it. */
export interface HeadFile {
  /** Sequence of the last head, 0 when there is none. */
  readonly last: number;
  /** Resolves nothing and returns when the line is on disk. */
  append(head: Head): void;
  close(): void;
}

/** The public half of the key that signs the heads of `file`. */
export function headPublicKey(file: string): KeyObject {
  return createPublicKey(readFileSync(`${file}.pub.pem`));
}

function privateKey(file: string): KeyObject {
  const path = `${file}.key.pem`;
  if (existsSync(path)) return createPrivateKey(readFileSync(path));
  if (existsSync(file)) throw new Error(`${path} is missing: it signs the heads of ${file}`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const pair = generateKeyPairSync('ed25519');
  const secret = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(`${file}.pub.pem`, pair.publicKey.export({ type: 'spki', format: 'pem' }), { flush: true });
  writeFileSync(path, secret, { mode: 0o600, flag: 'wx', flush: true });
  return pair.privateKey;
}

/** Opens the file for appending; makes it and its key when there are none. */
export function openHeadFile(file: string): HeadFile {
  const key = privateKey(file);
  const descriptor = openSync(file, 'a+', 0o600);
  let last = dropUnfinishedLine(descriptor);
  return {
    get last() {
      return last;
    },
    append: (head) => {
      const { size } = fstatSync(descriptor);
      try {
        writeSync(descriptor, `${JSON.stringify(signHead(head, key))}\n`);
      } catch (error) {
        ftruncateSync(descriptor, size);
        throw error;
      }
      fsyncSync(descriptor);
      last = head.sequence;
    },
    close: () => closeSync(descriptor),
  };
}

/** A loss of power may leave half a line, which states nothing. @returns the sequence of the last head. */
function dropUnfinishedLine(descriptor: number): number {
  const { size } = fstatSync(descriptor);
  const { end, head } = tailOf(descriptor);
  if (end < size) ftruncateSync(descriptor, end);
  return head?.sequence ?? 0;
}

/** Where the last whole line ends, and the head that it holds. */
function tailOf(descriptor: number): { readonly end: number; readonly head: SignedHead | undefined } {
  const { size } = fstatSync(descriptor);
  const length = Math.min(size, TAIL);
  const tail = Buffer.alloc(length);
  readSync(descriptor, tail, 0, length, size - length);
  const end = tail.lastIndexOf(0x0a) + 1;
  const line = tail.subarray(0, end).toString().trimEnd().split('\n').at(-1) ?? '';
  return { end: size - length + end, head: parseHead(line) };
}

/** The last head of a file, also while a server writes on; undefined when there is none. */
export function lastHead(file: string): SignedHead | undefined {
  if (!existsSync(file)) return undefined;
  const descriptor = openSync(file, 'r');
  try {
    return tailOf(descriptor).head;
  } finally {
    closeSync(descriptor);
  }
}
