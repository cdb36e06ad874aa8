import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** PEM texts of one key and its certificate. */
export interface Credential {
  readonly key: string;
  readonly cert: string;
}

export interface ThrowawayAuthority {
  readonly cert: string;
  issue(commonName: string, more?: { readonly serverName?: string }): Credential;
}

let serial = 1;

function certificate(name: string, key: forge.pki.PublicKey): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = key;
  made.serialNumber = (serial++).toString(16).padStart(2, '0');
  made.validity.notBefore = new Date(Date.now() - 3_600_000);
  made.validity.notAfter = new Date(Date.now() + 24 * 3_600_000);
  made.setSubject([{ name: 'commonName', value: name }]);
  return made;
}

function keyPair(): { pem: string; privateKey: forge.pki.rsa.PrivateKey; publicKey: forge.pki.PublicKey } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const forged = forge.pki.privateKeyFromPem(pem);
  return { pem, privateKey: forged, publicKey: forge.pki.setRsaPublicKey(forged.n, forged.e) };
}

/** An authority of this test run only, for tests of the wire that need no French certificate. */
export function throwawayAuthority(name: string): ThrowawayAuthority {
  const keys = keyPair();
  const root = certificate(name, keys.publicKey);
  root.setIssuer(root.subject.attributes);
  root.setExtensions([{ name: 'basicConstraints', cA: true, critical: true }]);
  root.sign(keys.privateKey, forge.md.sha256.create());
  return {
    cert: forge.pki.certificateToPem(root),
    issue(commonName, more = {}) {
      const own = keyPair();
      const leaf = certificate(commonName, own.publicKey);
      leaf.setIssuer(root.subject.attributes);
      if (more.serverName !== undefined) {
        const altNames = [
          { type: 2, value: more.serverName },
          { type: 7, ip: '127.0.0.1' },
        ];
        leaf.setExtensions([{ name: 'subjectAltName', altNames }]);
      }
      leaf.sign(keys.privateKey, forge.md.sha256.create());
      return { key: own.pem, cert: forge.pki.certificateToPem(leaf) };
    },
  };
}
