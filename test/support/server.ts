import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { bringSandboxPki } from './pki.ts';

export interface TestServer extends RunningServer {
  readonly pki: SandboxPki;
  /** The data folder. */
  readonly data: string;
  /** Stops the server and removes its data. */
  close(): Promise<void>;
}

export interface RestartableServer extends TestServer {
  /** Stops the server and starts another on the same data, at another port. */
  restart(): Promise<RestartableServer>;
}

/**
 * A whole server on a free port with its own data and the PKI of this test run, as `carnet serve` starts it.
 * @param settings `CARNET_…` variables.
 */
export async function startTestServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<RestartableServer> {
  const data = await mkdtemp(join(tmpdir(), 'carnet-test-'));
  await bringSandboxPki(data);
  return startOn(data, settings);
}

async function startOn(data: string, settings: Readonly<Record<string, string>>): Promise<RestartableServer> {
  const server = await startServer(
    readConfig({ CARNET_DATA: data, CARNET_PORT: '0', CARNET_LOG: 'silent', ...settings }),
  );
  const { pki } = server;
  if (pki === undefined) throw new Error('a test server is a sandbox');
  return {
    ...server,
    pki,
    data,
    async restart() {
      await server.close();
      return startOn(data, settings);
    },
    async close() {
      await server.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
