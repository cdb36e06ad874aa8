import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { EXTENSION } from '../../src/identity/certificate.ts';
import type { Credentials, SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { makeCard } from './card-maker.ts';
import { authority, type Made, make } from './made-certificates.ts';
import { makeList } from './made-lists.ts';
import { sandboxPki } from './pki.ts';
import type { TestServer } from './server.ts';

export interface ProductionServer extends TestServer {
  /** The people of the sandbox with cards that do not say that they are made for tests, by an authority of production. */
  readonly production: SandboxPki;
}

function productionCards(pki: SandboxPki, root: Made): SandboxPki {
  const made = new Map<string, Credentials>();
  const issuer = {
    name: root.name,
    key: root.key,
    publicKey: root.certificate.x509.publicKey,
    chain: root.pem,
  };
  return {
    ...pki,
    credentials(slug, use) {
      const known = made.get(`${slug} ${use}`);
      if (known !== undefined) return known;
      const card = makeCard(pki, {
        slug,
        use,
        issuer,
        extensions: (usual) => usual.filter(({ oid }) => oid !== EXTENSION.category),
      });
      made.set(`${slug} ${use}`, card);
      return card;
    },
  };
}

/**
 * A server in production mode that pins an authority of production with its revocation list, and by mistake those of the
 * sandbox too.
 */
export async function startProductionServer(): Promise<ProductionServer> {
  const pki = await sandboxPki();
  const root = make({ name: 'AC IGC-SANTE FORT PERSONNES', extensions: authority(0) });
  const data = await mkdtemp(join(tmpdir(), 'carnet-production-'));
  const trust = join(data, 'trust.pem');
  await writeFile(trust, [root.pem, ...pki.anchors].join(''));
  const lists = join(data, 'crl');
  await mkdir(lists);
  await writeFile(join(lists, 'root.crl'), makeList(root));
  const server = await startServer(
    readConfig({
      CARNET_DATA: data,
      CARNET_PORT: '0',
      CARNET_LOG: 'silent',
      CARNET_MODE: 'production',
      CARNET_TRUST: trust,
      CARNET_CRL: lists,
      CARNET_TLS_CERTIFICATE: join(pki.directory, 'server.crt.pem'),
      CARNET_TLS_KEY: join(pki.directory, 'server.key.pem'),
    }),
  );
  return {
    ...server,
    pki,
    production: productionCards(pki, root),
    data,
    async close() {
      await server.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
