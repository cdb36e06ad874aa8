import { constants } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Router } from 'express';
import type { Registry } from 'prom-client';
import { expressApplication } from './express-application.ts';
import { notFound, unexpected } from './last-handlers.ts';
import { loadShedding } from './load-shedding.ts';
import { createMetrics } from './metrics.ts';
import { onlyLoopback } from './only-loopback.ts';
import { operationsRouter } from './operations.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Plain HTTP on 127.0.0.1, for the sandbox; 0 takes a free port. */
  readonly httpPort?: number | undefined;
  /** PEM texts. `ca` names the authorities that clients are asked for; `identity/` does the checking. */
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: readonly string[] };
  readonly routers: readonly Router[];
  readonly ready: () => boolean | Promise<boolean>;
  /** First path segment to face name, for the metrics. */
  readonly faces?: Readonly<Record<string, string>>;
  /** Adds figures of other parts of the server to `/metrics`. */
  readonly figures?: (registry: Registry) => void;
  /** Requests in flight before the next gets 503. */
  readonly maxInFlight?: number;
  /** How long `close` waits for requests in flight, in milliseconds. */
  readonly closeGrace?: number;
  /** Other times than those of every server, in milliseconds: how long headers and whole requests may take, and how often that is asked. */
  readonly times?: {
    readonly headersTimeout: number;
    readonly requestTimeout: number;
    readonly connectionsCheckingInterval: number;
  };
  readonly onError: (error: unknown) => void;
}

export interface Listener {
  readonly port: number;
  readonly httpPort?: number;
  /** `https://host:port`, without a trailing slash. */
  readonly url: string;
  /** Stops listening, lets requests in flight end, drops every other connection. */
  close(): Promise<void>;
}

const LIMITS = {
  maxHeaderSize: 32 * 1024,
  headersTimeout: 20_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 65_000,
} as const;

/**
 * Starts the server: HTTPS (TLS 1.2 or later) with client certificates asked for, not demanded, since patients have none;
 * each face decides what it demands. HTTP limits hold before any face sees a request.
 * @throws when a port cannot be had or the key and certificate do not fit.
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const metrics = createMetrics(options.faces ?? { fhir: 'fhir', xds: 'soap', 'si-dmp-server': 'soap' });
  options.figures?.(metrics.registry);
  const load = loadShedding(options.maxInFlight ?? 512, metrics.shed);
  const { app, classes } = expressApplication();
  app.use(operationsRouter({ registry: metrics.registry, ready: options.ready }));
  app.use(metrics.measure, load.admit);
  for (const router of options.routers) app.use(router);
  app.use(notFound, unexpected(options.onError));

  const limits = { ...LIMITS, ...options.times };
  const { key, cert, ca } = options.tls;
  const secure = createHttpsServer(
    {
      ...classes,
      ...limits,
      key,
      cert,
      ca: [...ca],
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      // A client is who it was when the connection began.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    },
    app,
  );
  const servers: Server[] = [secure];
  const sockets = new Set<Socket>();
  const port = await listen(secure, options.port, listenAddress(options.host), sockets);
  let httpPort: number | undefined;
  if (options.httpPort !== undefined) {
    const plain = createHttpServer({ ...classes, ...limits }, onlyLoopback(app));
    servers.push(plain);
    try {
      httpPort = await listen(plain, options.httpPort, '127.0.0.1', sockets);
    } catch (error) {
      secure.close();
      throw error;
    }
  }
  const name = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    port,
    ...(httpPort === undefined ? {} : { httpPort }),
    url: `https://${name}:${port}`,
    close: () => closeAll(servers, sockets, load, options.closeGrace ?? 10_000),
  };
}

/** Clients differ in which address of `localhost` they try first; all of them try 127.0.0.1. */
function listenAddress(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

function listen(server: Server, port: number, host: string, sockets: Set<Socket>): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function closeAll(
  servers: readonly Server[],
  sockets: ReadonlySet<Socket>,
  load: { inFlight: () => number; onIdle: () => void },
  grace: number,
): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  // A response is over once its last byte is with the operating system; its socket may go on the next turn.
  load.onIdle = () => setImmediate(drop);
  if (load.inFlight() === 0) drop();
  const timer = setTimeout(drop, grace);
  await Promise.all(closed);
  clearTimeout(timer);
}
