import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { startServer } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import type { AssertionMaker } from '../transport/assertions.ts';
import { sandboxAssertions } from '../transport/sandbox-assertions.ts';
import type { TargetOptions } from '../transport/target.ts';

/** The structure of the sandbox whose certificate the runner connects with. */
const NODE = 'hopital';

export interface OwnServer {
  readonly target: TargetOptions;
  readonly assertions: AssertionMaker;
  close(): Promise<void>;
}

/**
 * Starts a server of ours in the domain of IHE's tests, on a free port with a data folder of its own.
 * @param xua whether it demands an assertion of every message.
 */
export async function startOwnServer({ xua }: { readonly xua: boolean }): Promise<OwnServer> {
  const data = await mkdtemp(`${tmpdir()}/carnet-conformance-`);
  try {
    const server = await startServer(
      readConfig({
        CARNET_DATA: data,
        CARNET_PORT: '0',
        CARNET_DOMAIN: 'ihe',
        CARNET_LOG: 'silent',
        CARNET_XUA: String(xua),
      }),
    );
    const { pki } = server;
    if (pki === undefined) throw new Error('a server for tests is a sandbox');
    return {
      target: {
        registry: `${server.url}/xds/registry`,
        repository: `${server.url}/xds/repository`,
        ca: pki.ca,
        ...pki.credentials(NODE, 'auth'),
      },
      assertions: sandboxAssertions(pki),
      async close() {
        await server.close();
        await rm(data, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    throw error;
  }
}
