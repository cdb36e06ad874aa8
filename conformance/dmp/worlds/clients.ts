import { createDmpClient } from '../../../src/client/dmp-client.ts';
import { createSandboxClient, type SandboxClient } from '../../../src/client/sandbox-client.ts';
import { createSoapClient } from '../../../src/client/soap-client.ts';
import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import { makeVihf } from '../../../src/identity/sandbox/vihf-maker.ts';
import type { World } from './world.ts';

/**
 * The clients of a world, each made once and kept until the end.
 * @param ca PEM of the authorities that the server's certificate may come from.
 */
export function clientsOf(
  pki: SandboxPki,
  origin: string,
  ca: string,
): Pick<World, 'by' | 'through'> & { close(): void } {
  const known = new Map<string, SandboxClient>();
  const kept = (name: unknown, make: () => SandboxClient) => {
    const key = JSON.stringify(name);
    const client = known.get(key) ?? make();
    known.set(key, client);
    return client;
  };
  return {
    by: (slug, vihf = {}) =>
      kept([slug, vihf], () => createSandboxClient({ ...pki, ca }, origin, slug, vihf)),
    through: (structure, slug, vihf = {}) =>
      kept([structure, slug, vihf], () => {
        const soap = createSoapClient({ origin, ca, ...pki.credentials(structure, 'auth') });
        const assertion = (patient?: string) =>
          makeVihf(pki, {
            ...vihf,
            mode: 'INDIRECTE_RENFORCEE',
            structure,
            as: slug,
            ...(patient === undefined ? {} : { patient }),
          });
        return { ...createDmpClient({ soap, assertion }), soap, close: () => soap.close() };
      }),
    close: () => {
      for (const client of known.values()) client.close();
    },
  };
}
