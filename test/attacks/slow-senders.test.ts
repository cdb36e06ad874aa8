import { connect as connectPlain, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { Router } from 'express';
import { startMllpListener } from '../../src/hl7v2/listener.ts';
import { ClientGone, readBody } from '../../src/http/body.ts';
import { type Listener, startListener } from '../../src/http/listener.ts';
import { mllpSender } from '../support/mllp-sender.ts';
import { sandboxPki } from '../support/pki.ts';
import { HERE, throwawayAuthority } from '../support/throwaway-certificates.ts';

const DRIP_MS = 5;

/** Sends one byte after another, without an end, until the server ends the connection. @returns what came back. */
function drip(socket: Socket, first: string): Promise<string> {
  return new Promise((resolve) => {
    let answered = '';
    const timer = setInterval(() => socket.write('x'), DRIP_MS);
    socket.on('data', (piece: Buffer) => {
      answered += piece.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answered);
    });
    socket.write(first);
  });
}

describe('given a sender that never lets a connection idle and never comes to an end', () => {
  const authority = throwawayAuthority('authority of slow senders');
  const server = authority.issue('server', HERE);
  let listener: Listener;
  /** What becomes of each body. */
  let bodies: Promise<unknown>[];

  beforeEach(async () => {
    bodies = [];
    const router = Router();
    router.post('/read', (request) => {
      bodies.push(readBody(request, 1_000_000).catch((error: unknown) => error));
    });
    listener = await startListener({
      host: 'localhost',
      port: 0,
      httpPort: 0,
      tls: { ...server, ca: [] },
      routers: [router],
      ready: () => true,
      onError: () => {},
      times: { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 10 },
    });
  });
  afterEach(() => listener.close());

  const openings: readonly (readonly [string, () => Socket])[] = [
    [
      'over TLS',
      () => connect({ port: listener.port, host: '127.0.0.1', ca: authority.cert, servername: 'localhost' }),
    ],
    ['on the plain port', () => connectPlain(listener.httpPort!, '127.0.0.1')],
  ];
  for (const [where, open] of openings) {
    it(`then a body that comes byte after byte is cut off ${where}, and its reader is told`, async () => {
      const answered = await drip(
        open(),
        'POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n',
      );
      expect(answered).to.match(/^(HTTP\/1\.1 408 |$)/);
      expect(bodies).to.have.length(1);
      expect(await bodies[0]).to.be.instanceOf(ClientGone);
    });

    it(`then chunks without an end are cut off ${where}`, async () => {
      await drip(
        open(),
        'POST /read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n',
      );
      expect(await bodies[0]).to.be.instanceOf(ClientGone);
    });

    it(`then headers that come byte after byte are cut off ${where}, before any face sees them`, async () => {
      const answered = await drip(open(), 'POST /read HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
      expect(answered).to.match(/^(HTTP\/1\.1 408 |$)/);
      expect(bodies).to.deep.equal([]);
    });
  }

  it('then a frame of HL7 v2 that comes byte after byte is cut off, though the connection is never idle', async () => {
    const { server: credentials, anchors } = await sandboxPki();
    const feed = await startMllpListener({
      transactions: [],
      execute: async () => expect.fail('no message has come'),
      reject: async () => expect.fail('no message has come'),
      log: () => {},
      identity: { ask: async () => {}, peer: () => undefined, fromNode: () => expect.fail('no TLS here') },
      host: 'localhost',
      plainPort: 0,
      tls: { key: credentials.key, cert: credentials.certificate, ca: anchors },
      limits: { messageTime: 50, idleTime: 3_600_000 },
    });
    const socket = connectPlain(feed.plainPort!, '127.0.0.1');
    const sender = mllpSender(socket);
    expect(await drip(socket, '\x0bMSH|^~\\&|')).to.equal('');
    await sender.ended();
    await feed.close();
  });
});
