import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { freshKey, readIfThere, writePrivate, writePublic } from './files.ts';

/** The issuers of the sandbox's tokens: one for professionals, one for patients, so that neither can speak for the other. */
export const SANDBOX_PROFESSIONAL_ISSUER = 'https://localhost/sandbox/pro-sante-connect';
export const SANDBOX_PATIENT_ISSUER = 'https://localhost/sandbox/patient';

export interface SandboxTokenIssuer {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly jwks: { readonly keys: JWK[] };
}

/** The key that signs the sandbox's tokens: `DIR/pki/token-issuer.key.pem`, its public form beside it as a JWKS. */
export async function ensureTokenIssuer(directory: string): Promise<SandboxTokenIssuer> {
  const files = { key: `${directory}/token-issuer.key.pem`, jwks: `${directory}/token-issuer.jwks.json` };
  let pem = await readIfThere(files.key);
  if (pem === undefined) {
    pem = await freshKey('rsa');
    await writePrivate(files.key, pem);
  }
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const keyId = createHash('sha256').update(spki).digest('base64url');
  const jwk = publicKey.export({ format: 'jwk' }) as JWK;
  const jwks = { keys: [{ ...jwk, kid: keyId, alg: 'RS256', use: 'sig' }] };
  const text = `${JSON.stringify(jwks, null, 2)}\n`;
  if ((await readIfThere(files.jwks)) !== text) await writePublic(files.jwks, text);
  return { keyId, privateKey, jwks };
}
