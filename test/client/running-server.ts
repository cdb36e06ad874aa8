import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '../../src/app.ts';
import { createSandboxClient, type SandboxClient } from '../../src/client/sandbox-client.ts';
import { readConfig } from '../../src/config.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import type { VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { sandboxPki } from '../support/pki.ts';

export const domain = loadAffinityDomain('dmp', { exportDui: true });

export interface TestServer extends RunningServer {
  readonly pki: SandboxPki;
  /** A client that acts as somebody of the sandbox. */
  as(slug: string, vihf?: Omit<VihfOptions, 'as' | 'patient'>): SandboxClient;
  /** An open record under an INS, unless there is one. */
  record(value: string, authority: string): Promise<void>;
}

/** A whole server on a free port, with a folder of its own. */
export async function runningServer(settings: Record<string, string> = {}): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'carnet-client-'));
  const made = await sandboxPki();
  cpSync(made.directory, join(directory, 'pki'), { recursive: true });
  const server = await startServer(
    readConfig({
      CARNET_DATA: directory,
      CARNET_PORT: '0',
      CARNET_LOG: 'silent',
      CARNET_EXPORT_DUI: 'true',
      CARNET_TEST_INS_ANY_KEY: 'true',
      ...settings,
    }),
  );
  const { pki, store } = server;
  if (pki === undefined) throw new Error('no sandbox');
  const clients: SandboxClient[] = [];
  return {
    ...server,
    pki,
    as(slug, vihf) {
      const client = createSandboxClient(pki, server.url, slug, vihf);
      clients.push(client);
      return client;
    },
    async record(value, authority) {
      if ((await store.records.byIdentifier(value, authority)) !== undefined) return;
      await store.write([
        {
          kind: 'create-record',
          patient: { family: 'PAT-TROIS', givens: ['DOMINIQUE'], birthDate: '1979-03-28', sex: 'F' },
          identifiers: [{ value, authority }],
          activated: true,
          at: new Date().toISOString(),
        },
      ]);
    },
    async close() {
      for (const client of clients) client.close();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
