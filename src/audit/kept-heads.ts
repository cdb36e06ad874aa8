import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { parseHead, type SignedHead } from './head.ts';

const KEY = 'heads.pub.pem';
const NAME = /^head-[0-9]{12}\.json$/;

/**
 * Keeps a signed head in a folder outside the data folder: a file of its own, never written over, so that whoever can
 * write the data folder and its key cannot make the chain anew behind it. The first head brings the key that it is signed
 * with; from then on the folder's own counts.
 * @returns false when it is there already.
 * @throws Error when the key is no longer the one that the folder knows, or of the file system.
 */
export function keepHead(folder: string, head: SignedHead, publicKey: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = `${folder}/${KEY}`;
  if (!existsSync(key)) writeOnce(key, publicKey);
  else if (readFileSync(key, 'utf8') !== publicKey)
    throw new Error(`${key} is not the key that signs the heads of the chain`);
  const file = `${folder}/head-${String(head.sequence).padStart(12, '0')}.json`;
  if (existsSync(file)) return false;
  writeOnce(file, `${JSON.stringify(head)}\n`);
  return true;
}

/** The heads of such a folder in order, undefined for one that cannot be read. @throws Error when there is no such folder. */
export function keptHeads(folder: string): {
  readonly heads: readonly (SignedHead | undefined)[];
  readonly publicKey: KeyObject;
} {
  const names = readdirSync(folder).filter((name) => NAME.test(name));
  return {
    heads: names.sort().map((name) => parseHead(readFileSync(`${folder}/${name}`, 'utf8'))),
    publicKey: createPublicKey(readFileSync(`${folder}/${KEY}`)),
  };
}

function writeOnce(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o400);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
