import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';

export interface Tunnel {
  /** `http://127.0.0.1:port`: what is sent there goes to the server over mutual TLS. */
  readonly url: string;
  close(): Promise<void>;
}

/** Stands before a client that cannot show a certificate, as an establishment's TLS terminator does. */
export async function openTunnel(
  to: { readonly port: number },
  tls: { readonly ca: string; readonly certificate: string; readonly key: string },
): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port: to.port,
      ca: tls.ca,
      cert: tls.certificate,
      key: tls.key,
    });
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        inner.destroy();
        outer.destroy();
      });
    }
    inner.pipe(outer);
    outer.pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
