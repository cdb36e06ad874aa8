import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { ClientGone, feedBody, readBody } from '../../src/http/body.ts';

describe('given the body of a request', () => {
  let server: Server;
  let port: number;
  let handle: (incoming: IncomingMessage) => Promise<unknown>;
  let outcome: Promise<unknown>;
  let settle: (value: unknown) => void;

  beforeEach((done) => {
    outcome = new Promise((resolve) => {
      settle = resolve;
    });
    server = createServer((incoming, response) => {
      void handle(incoming)
        .catch((error: unknown) => error)
        .then((value) => {
          settle(value);
          incoming.resume();
          response.end();
        });
    });
    server.listen(0, '127.0.0.1', () => {
      port = (server.address() as AddressInfo).port;
      done();
    });
  });
  afterEach((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  function post(body: Buffer | string, headers: Record<string, string> = {}): Promise<unknown> {
    const outgoing = request({ port, host: '127.0.0.1', method: 'POST', headers, agent: false });
    outgoing.on('error', () => {});
    outgoing.end(body);
    return outcome;
  }

  const code = (value: unknown) => (isRefusal(value) ? (value as Refusal).refused[0].code : value);

  it('then it comes whole', async () => {
    handle = (incoming) => readBody(incoming, 1_000_000);
    const body = Buffer.alloc(1_000_000, 'body');
    expect(((await post(body)) as Buffer).equals(body)).to.equal(true);
  });

  it('then none is empty', async () => {
    handle = (incoming) => readBody(incoming, 10);
    expect(await post('')).to.have.length(0);
  });

  it('then one byte over the limit is refused, announced or not', async () => {
    handle = (incoming) => readBody(incoming, 10);
    expect(code(await post('x'.repeat(11)))).to.equal('BodyTooLarge');
  });

  it('then one byte over the limit in chunks is refused', async () => {
    handle = (incoming) => readBody(incoming, 10);
    expect(code(await post('x'.repeat(11), { 'transfer-encoding': 'chunked' }))).to.equal('BodyTooLarge');
  });

  it('then an encoding is refused, and identity is none', async () => {
    handle = (incoming) => readBody(incoming, 10);
    expect(code(await post('x', { 'content-encoding': 'gzip' }))).to.equal('UnsupportedEncoding');
  });

  it('then identity is no encoding', async () => {
    handle = (incoming) => readBody(incoming, 10);
    expect(String(await post('x', { 'content-encoding': 'Identity' }))).to.equal('x');
  });

  it('then a taker that has enough ends it, and the rest stays unread', async () => {
    let taken = 0;
    handle = (incoming) =>
      feedBody(incoming, 10_000_000, (chunk) => {
        taken += chunk.length;
        return false;
      });
    expect(await post(Buffer.alloc(5_000_000))).to.equal(undefined);
    expect(taken).to.be.greaterThan(0).and.lessThan(5_000_000);
  });

  it('then a taker that takes its time gets one piece at a time', async () => {
    let working = 0;
    let most = 0;
    handle = (incoming) =>
      feedBody(incoming, 10_000_000, async () => {
        most = Math.max(most, ++working);
        await new Promise((resolve) => setImmediate(resolve));
        working--;
        return true;
      });
    expect(await post(Buffer.alloc(2_000_000))).to.equal(undefined);
    expect(most).to.equal(1);
  });

  it('then what a taker throws comes out', async () => {
    handle = (incoming) =>
      feedBody(incoming, 10, () => {
        throw new RangeError('taker');
      });
    expect(await post('x')).to.be.instanceOf(RangeError);
  });

  it('then a client that goes away is told by ClientGone', async () => {
    handle = (incoming) => readBody(incoming, 1000);
    const socket = connect(port, '127.0.0.1');
    socket.end('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    expect(await outcome).to.be.instanceOf(ClientGone);
  });

  it('then a client that goes away while the taker is at work is told too', async () => {
    let began = () => {};
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    handle = (incoming) =>
      feedBody(incoming, 1000, () => {
        began();
        return new Promise(() => {});
      });
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await begun;
    socket.destroy();
    expect(await outcome).to.be.instanceOf(ClientGone);
  });
});
