import type { SandboxPki } from '../identity/sandbox/pki.ts';
import { makeVihf, type VihfOptions } from '../identity/sandbox/vihf-maker.ts';
import { createDmpClient, type DmpClient } from './dmp-client.ts';
import { createSoapClient, type SoapClient } from './soap-client.ts';

export interface SandboxClient extends DmpClient {
  readonly soap: SoapClient;
  close(): void;
}

/**
 * A DMP client that acts as one identity of the sandbox: its authentication certificate on the connection, and a fresh
 * VIHF signed with its other key for each call.
 * @param vihf what the assertions say beside who acts and for whom: mode, purpose, structure.
 */
export function createSandboxClient(
  pki: SandboxPki,
  origin: string,
  as: string,
  vihf: Omit<VihfOptions, 'as' | 'patient'> = {},
): SandboxClient {
  const soap = createSoapClient({ origin, ca: pki.ca, ...pki.credentials(as, 'auth') });
  const assertion = (patient?: string) =>
    makeVihf(pki, { ...vihf, as, ...(patient === undefined ? {} : { patient }) });
  const client = createDmpClient({ soap, assertion });
  return { ...client, soap, close: () => soap.close() };
}
