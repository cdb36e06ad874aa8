import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { Credentials, SandboxPki } from '../../src/identity/sandbox/pki.ts';

/**
 * Opens a real TLS connection to a server that asks for a client certificate and takes any, and hands the server's side of
 * it over.
 */
export async function meetOverTls<T>(
  pki: SandboxPki,
  client: Credentials | undefined,
  visit: (socket: TLSSocket) => T | Promise<T>,
): Promise<T> {
  const server = createServer({
    key: pki.server.key,
    cert: pki.server.certificate,
    ca: [...pki.anchors],
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>;
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: pki.ca,
    ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
  });
  try {
    const [, [served]] = await Promise.all([once(socket, 'secureConnect'), accepted]);
    return await visit(served);
  } finally {
    socket.destroy();
    server.close();
  }
}
