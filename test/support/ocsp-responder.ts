import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AskedCertificate, readOcspRequest } from './made-ocsp.ts';

/** What a responder of a test does with a request: octets, another status of HTTP, or nothing at all. */
export type Conduct = (asked: AskedCertificate) => Buffer | number | 'silent';

export interface OcspResponder {
  readonly url: string;
  /** How many requests it has had. */
  asked(): number;
  conduct(next: Conduct): void;
  close(): Promise<void>;
}

/** An OCSP responder over HTTP (RFC 6960 appendix A) on a free port, for tests. */
export async function startOcspResponder(first: Conduct): Promise<OcspResponder> {
  let conduct = first;
  let asked = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked++;
      const right =
        request.method === 'POST' && request.headers['content-type'] === 'application/ocsp-request';
      const answer = right ? conduct(readOcspRequest(Buffer.concat(chunks))) : 400;
      if (answer === 'silent') return;
      if (typeof answer === 'number') response.writeHead(answer, { location: '/elsewhere' }).end();
      else response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked: () => asked,
    conduct: (next) => {
      conduct = next;
    },
    async close() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
