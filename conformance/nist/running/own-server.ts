import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { startServer } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';
import { bringSandboxPki } from '../../own-pki.ts';
import type { AssertionMaker } from '../transport/assertions.ts';
import { mllpFeed, type PatientFeed } from '../transport/patient-feed.ts';
import { sandboxAssertions } from '../transport/sandbox-assertions.ts';
import type { TargetOptions } from '../transport/target.ts';

const DOMAIN = 'ihe';
/** The structure of the sandbox whose certificate the runner connects with. */
const NODE = 'hopital';

export interface OwnServer {
  readonly target: TargetOptions;
  readonly assertions: AssertionMaker;
  readonly feed: PatientFeed;
  /** Its data folder. */
  readonly data: string;
  readonly repositoryUniqueId: string;
  close(): Promise<void>;
}

/**
 * Starts a server of ours in the domain of IHE's tests, on a free port with a data folder of its own. It knows the patients
 * that it is fed with and no others.
 * @param xua whether it demands an assertion of every message.
 */
export async function startOwnServer({ xua }: { readonly xua: boolean }): Promise<OwnServer> {
  const data = await mkdtemp(`${tmpdir()}/carnet-conformance-`);
  try {
    await bringSandboxPki(data);
    const server = await startServer(
      readConfig({
        CARNET_DATA: data,
        CARNET_PORT: '0',
        CARNET_DOMAIN: DOMAIN,
        CARNET_LOG: 'silent',
        CARNET_XUA: String(xua),
        CARNET_PATIENTS: 'fed',
        CARNET_HL7_PLAIN_PORT: '0',
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
      feed: mllpFeed(`127.0.0.1:${server.hl7PlainPort}`),
      data,
      repositoryUniqueId: loadAffinityDomain(DOMAIN).rules.repositoryUniqueId,
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
