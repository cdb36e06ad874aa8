import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { JWK } from 'jose';
import { z } from 'zod';

const shape = z.object({
  /** Private keys; the first signs, the others are still published. */
  keys: z.array(z.looseObject({ kty: z.literal('RSA'), kid: z.string(), d: z.string() })).min(1),
  /** The first signs cookies, the others are still believed. */
  cookies: z.array(z.string().min(32)).min(1),
  codes: z.string().min(32),
});

/** The secrets of sign-in: those of several servers over one database are the same. */
export interface SignInKeys {
  readonly privateKeys: { readonly keys: JWK[] };
  readonly publicKeys: { readonly keys: JWK[] };
  readonly cookies: readonly string[];
  /** Keys the digests of one-time codes. */
  readonly codes: Buffer;
}

const PUBLIC: readonly string[] = ['kty', 'n', 'e', 'kid', 'alg', 'use'];

function freshSecrets(): z.infer<typeof shape> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const jwk = privateKey.export({ format: 'jwk' });
  const secret = () => randomBytes(32).toString('base64url');
  return shape.parse({
    keys: [{ ...jwk, kid: randomUUID(), alg: 'RS256', use: 'sig' }],
    cookies: [secret()],
    codes: secret(),
  });
}

/**
 * Reads `DIR/sign-in/keys.json`, made at the first start and readable by its owner only. A new key is put at the head of
 * `keys`; the one before stays behind it for as long as its tokens live, an hour.
 * @throws when the file cannot be used.
 */
export async function signInKeys(directory: string): Promise<SignInKeys> {
  const file = `${directory}/keys.json`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let text = await readFile(file, 'utf8').catch(absent);
  if (text === undefined) {
    const made = `${JSON.stringify(freshSecrets(), null, 2)}\n`;
    // Of two servers that start at once, one makes the file and both read it.
    await writeFile(file, made, { flag: 'wx', mode: 0o600 }).catch(existing);
    text = await readFile(file, 'utf8');
  }
  const secrets = shape.parse(JSON.parse(text));
  const privateKeys = secrets.keys as unknown as JWK[];
  const publicKeys = privateKeys.map(
    (key) => Object.fromEntries(Object.entries(key).filter(([name]) => PUBLIC.includes(name))) as JWK,
  );
  return {
    privateKeys: { keys: privateKeys },
    publicKeys: { keys: publicKeys },
    cookies: secrets.cookies,
    codes: Buffer.from(secrets.codes, 'base64url'),
  };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function existing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
