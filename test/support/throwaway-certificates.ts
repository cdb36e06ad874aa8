import type { MadeExtension } from '../../src/identity/sandbox/certificate-maker.ts';
import { localNames } from '../../src/identity/sandbox/pki.ts';
import { authority, make } from './made-certificates.ts';

/** PEM texts of one key and its certificate. */
export interface Credential {
  readonly key: string;
  readonly cert: string;
}

export interface ThrowawayAuthority {
  readonly cert: string;
  issue(commonName: string, extensions?: readonly MadeExtension[]): Credential;
}

/** What makes a certificate that of a server of this machine. */
export const HERE: readonly MadeExtension[] = [localNames()];

/** An authority of this test run only, for tests of the wire that need no French certificate. */
export function throwawayAuthority(name: string): ThrowawayAuthority {
  const root = make({ name, extensions: authority(0) });
  return {
    cert: root.pem,
    issue(commonName, extensions = []) {
      const { key, pem } = make({ name: commonName, issuer: root, extensions });
      return { key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem };
    },
  };
}
