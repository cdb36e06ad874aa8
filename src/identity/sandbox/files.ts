import { generateKeyPair } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** A new private key, PKCS#8 PEM. Keys come from node:crypto: those of node-forge take seconds each. */
export async function freshKey(kind: 'rsa' | 'p256'): Promise<string> {
  const { privateKey } =
    kind === 'rsa'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Another process may be reading: a file appears whole or not at all. */
async function write(file: string, content: string | Buffer, mode: number): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, content, { mode });
  await rename(temporary, file);
}

export function writePublic(file: string, content: string | Buffer): Promise<void> {
  return write(file, content, 0o644);
}

export function writePrivate(file: string, content: string | Buffer): Promise<void> {
  return write(file, content, 0o600);
}
