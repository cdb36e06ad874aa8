import { createSandboxClient, type SandboxClient } from '../../src/client/sandbox-client.ts';
import type { VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

export interface ClientServer extends TestServer {
  /** A client that acts as somebody of the sandbox. */
  as(slug: string, vihf?: Omit<VihfOptions, 'as' | 'patient'>): SandboxClient;
  /** An open record under an INS, unless there is one. */
  record(value: string, authority: string): Promise<void>;
}

/** A whole server, and clients that act on it. */
export async function clientServer(settings: Readonly<Record<string, string>> = {}): Promise<ClientServer> {
  const server = await startTestServer(settings);
  const { pki, store } = server;
  const clients: SandboxClient[] = [];
  return {
    ...server,
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
    },
  };
}
