import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import type { Credentials } from '../../src/identity/sandbox/pki.ts';

/** An HTTP request, sent as it stands. */
export interface WireRequest {
  /** POST unless said. */
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The whole body, read as UTF-8. */
  readonly text: string;
}

/** A client that knows neither SOAP nor FHIR. */
export interface Wire {
  /** @param as the certificate that is shown; none when undefined. */
  send(request: WireRequest, as: Credentials | undefined): Promise<WireAnswer>;
  /** A bare TLS connection, for what no HTTP client would do. */
  open(as: Credentials | undefined): Promise<TLSSocket>;
  close(): void;
}

async function read(response: IncomingMessage): Promise<WireAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** @param server port on 127.0.0.1, and PEM of the authorities of its certificate. */
export function createWire(server: { readonly port: number; readonly ca: string }): Wire {
  const agents = new Map<string, Agent>();
  const sockets: TLSSocket[] = [];
  const target = { host: '127.0.0.1', port: server.port, servername: 'localhost', ca: server.ca };
  const pair = (as: Credentials | undefined) =>
    as === undefined ? {} : { cert: as.certificate, key: as.key };
  const agentOf = (as: Credentials | undefined): Agent => {
    const key = as?.certificate ?? '';
    const agent = agents.get(key) ?? new Agent({ keepAlive: true, ...target, ...pair(as) });
    agents.set(key, agent);
    return agent;
  };
  return {
    send({ method = 'POST', path, headers = {}, body = '' }, as) {
      const bytes = Buffer.from(body);
      const noLength = (bytes.length === 0 && method === 'GET') || 'transfer-encoding' in headers;
      const length = noLength ? {} : { 'content-length': bytes.length };
      const options = { ...target, method, path, agent: agentOf(as), headers: { ...length, ...headers } };
      return new Promise((resolve, reject) => {
        const sent = httpsRequest(options, (response) => read(response).then(resolve, reject));
        // A server that refuses early may close before all was sent; its answer comes first.
        sent.on('error', reject);
        sent.end(bytes);
      });
    },
    async open(as) {
      const socket = connect({ ...target, ...pair(as) });
      sockets.push(socket);
      socket.on('error', () => {});
      await once(socket, 'secureConnect');
      return socket;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      for (const socket of sockets) socket.destroy();
    },
  };
}
