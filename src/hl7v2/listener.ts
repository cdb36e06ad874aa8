import { constants, randomUUID } from 'node:crypto';
import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { Identity } from '../identity/identity.ts';
import { LOOPBACK } from '../identity/loopback.ts';
import type { Subject } from '../model/subject.ts';
import { type Connection, type ConnectionLimits, serveConnection } from './connection.ts';
import type { Hl7v2Host } from './exchange.ts';

export interface MllpListenerOptions extends Hl7v2Host {
  readonly identity: Pick<Identity, 'ask' | 'peer' | 'fromNode'>;
  readonly host: string;
  /** With TLS; 0 takes a free port. */
  readonly port?: number | undefined;
  /** Without, on 127.0.0.1, for the sandbox; 0 takes a free port. */
  readonly plainPort?: number | undefined;
  /** PEM texts; `ca` names the authorities that clients are asked for. */
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: readonly string[] };
  readonly limits?: Partial<ConnectionLimits>;
  /** Connections at a time, to each port. */
  readonly mostConnections?: number;
}

export interface MllpListener {
  readonly port?: number;
  readonly plainPort?: number;
  /** Stops listening, lets messages in work be answered, drops every connection. */
  close(): Promise<void>;
}

const LIMITS: ConnectionLimits = {
  largestMessage: 256 * 1024,
  messageTime: 30_000,
  idleTime: 60 * 60_000,
};

/**
 * Listens for HL7 v2 over MLLP. With TLS (1.2 or later) a client certificate is demanded and judged as that of any caller
 * (ITI TF-2 3.19): who has none that is accepted is disconnected before anything is read.
 * @throws when a port cannot be had or the key and certificate do not fit.
 */
export async function startMllpListener(options: MllpListenerOptions): Promise<MllpListener> {
  const limits = { ...LIMITS, ...options.limits };
  const connections = new Set<Connection>();
  const sockets = new Set<Socket>();
  const serve = (socket: Socket, subject: () => Subject | undefined): void => {
    const from = socket.remoteAddress ?? '';
    const sender = () => {
      const known = subject();
      return known === undefined ? undefined : { subject: known, from };
    };
    const connection = serveConnection(options, socket, sender, limits);
    connections.add(connection);
    void connection.over.then(() => connections.delete(connection));
  };
  const servers: Server[] = [];
  const listen = async (server: Server, port: number, host: string): Promise<number> => {
    server.maxConnections = options.mostConnections ?? 64;
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return (server.address() as AddressInfo).port;
  };
  const close = async (): Promise<void> => {
    const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const connection of connections) connection.stop();
    await Promise.all([...connections].map(({ over }) => over));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  try {
    const { port, plainPort } = options;
    const host = options.host === 'localhost' ? '127.0.0.1' : options.host;
    const secure = port === undefined ? {} : { port: await listen(tlsServer(options, serve), port, host) };
    const plain =
      plainPort === undefined
        ? {}
        : {
            plainPort: await listen(
              createPlainServer((socket) => serve(socket, () => LOOPBACK)),
              plainPort,
              '127.0.0.1',
            ),
          };
    return { ...secure, ...plain, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function tlsServer(
  options: MllpListenerOptions,
  serve: (socket: Socket, subject: () => Subject | undefined) => void,
): Server {
  const { key, cert, ca } = options.tls;
  const { identity, log } = options;
  const server = createTlsServer({
    key,
    cert,
    ca: [...ca],
    requestCert: true,
    // Judged below, as everywhere, by `identity`.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    handshakeTimeout: 20_000,
  });
  const meet = (socket: TLSSocket): void => {
    const first = identity.peer(socket) ?? refuse('CertificateMissing', 'no client certificate');
    if (isRefusal(first)) {
      turnAway(options, socket, first);
      return;
    }
    // A certificate may expire or be revoked while the connection stands.
    serve(socket, () => {
      void identity.ask(socket);
      const peer = identity.peer(socket);
      return peer === undefined || isRefusal(peer) ? undefined : identity.fromNode(peer);
    });
  };
  server.on('secureConnection', (socket: TLSSocket) => {
    // A connection may break while its certificate is asked about.
    socket.on('error', () => {});
    void identity.ask(socket).then(() => (socket.destroyed ? undefined : meet(socket)));
  });
  server.on('tlsClientError', (error) => {
    log('info', 'connection lost', { face: 'hl7v2', reason: error.message });
  });
  return server;
}

function turnAway({ reject, log }: MllpListenerOptions, socket: TLSSocket, refusal: Refusal): void {
  socket.on('error', () => {});
  const seen = {
    from: socket.remoteAddress ?? '',
    at: new Date().toISOString(),
    requestId: `urn:uuid:${randomUUID()}`,
    facts: { face: 'hl7v2' },
  };
  socket.destroy();
  reject(refusal, { type: 'TLS', ...seen }).catch((error: unknown) => {
    log('error', 'exception', { face: 'hl7v2', error: String(error) });
  });
}
