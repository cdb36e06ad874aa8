import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { Router } from 'express';
import { type Listener, type ListenerOptions, startListener } from '../../src/http/listener.ts';
import {
  type Credential,
  HERE,
  type ThrowawayAuthority,
  throwawayAuthority,
} from '../support/throwaway-certificates.ts';

interface Answered {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

let authority: ThrowawayAuthority;
let serverCredential: Credential;
let clientCredential: Credential;

/** Routes that show what a listener does with its routers. */
function probes(): { router: Router; release: () => void; entered: Promise<void> } {
  const router = Router();
  let release = () => {};
  let enter = () => {};
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  router.get('/held', async (_request, response) => {
    enter();
    await held;
    response.send('held');
  });
  router.get('/peer', (request, response) => {
    const certificate =
      request.socket instanceof TLSSocket ? request.socket.getPeerX509Certificate() : undefined;
    response.json({ subject: certificate?.subject ?? 'none', ip: request.ip, query: request.query });
  });
  router.get('/broken', () => {
    throw new Error('secret of the house');
  });
  return { router, release, entered };
}

describe('given a listener', () => {
  let listener: Listener;
  let errors: unknown[];
  let probe: ReturnType<typeof probes>;

  async function start(more: Partial<ListenerOptions> = {}): Promise<void> {
    errors = [];
    probe = probes();
    listener = await startListener({
      host: 'localhost',
      port: 0,
      httpPort: 0,
      tls: { ...serverCredential, ca: [authority.cert] },
      routers: [probe.router],
      ready: () => true,
      onError: (error) => errors.push(error),
      ...more,
    });
  }

  function get(path: string, more: RequestOptions & Partial<Credential> = {}): Promise<Answered> {
    const base = { ca: authority.cert, host: '127.0.0.1', port: listener.port, path, agent: false } as const;
    return new Promise((resolve, reject) => {
      const outgoing = (more.protocol === 'http:' ? httpRequest : httpsRequest)(
        { ...base, ...more },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  before(() => {
    authority = throwawayAuthority('authority of the tests');
    serverCredential = authority.issue('server', HERE);
    clientCredential = authority.issue('client');
  });
  afterEach(async () => {
    probe.release();
    await listener.close();
  });

  it('then it says where it is, and that it is alive and ready', async () => {
    await start();
    expect(listener.url).to.equal(`https://localhost:${listener.port}`);
    expect((await get('/healthz')).text).to.equal('ok\n');
    expect((await get('/readyz')).status).to.equal(200);
  });

  it('then it is not ready when its stores are not, or cannot say', async () => {
    await start({ ready: () => false });
    expect((await get('/readyz')).status).to.equal(503);
    await listener.close();
    await start({
      ready: () => {
        throw new Error('secret of the house');
      },
    });
    const answered = await get('/readyz');
    expect(answered.status).to.equal(503);
    expect(answered.text).not.to.contain('secret');
  });

  it('then metrics tell faces and statuses, and nothing that a caller wrote', async () => {
    await start();
    await get('/fhir/Patient?identifier=secret');
    await get('/secret/place');
    const { text, headers } = await get('/metrics');
    expect(headers['content-type']).to.contain('text/plain');
    expect(text).to.match(/carnet_http_request_seconds_count\{face="fhir",status="4xx"\} 1/);
    expect(text).to.match(/carnet_http_request_seconds_count\{face="other",status="4xx"\} 1/);
    expect(text).not.to.contain('secret');
  });

  it('then a client certificate is asked for, shown to the routers, and not demanded', async () => {
    await start();
    expect(JSON.parse((await get('/peer', clientCredential)).text).subject).to.equal('CN=client');
    expect(JSON.parse((await get('/peer')).text).subject).to.equal('none');
  });

  it('then a certificate of a stranger reaches the routers too, for identity to refuse', async () => {
    await start();
    const stranger = throwawayAuthority('another').issue('stranger');
    expect(JSON.parse((await get('/peer', stranger)).text).subject).to.equal('CN=stranger');
  });

  it('then headers of a proxy change nothing, and nested parameters stay flat', async () => {
    await start();
    const answered = await get('/peer?a[b]=c', { headers: { 'x-forwarded-for': '10.1.1.1' } });
    expect(JSON.parse(answered.text)).to.deep.include({ ip: '127.0.0.1', query: { 'a[b]': 'c' } });
  });

  it('then TLS 1.1 is refused', async () => {
    await start();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const refused = await get('/healthz', old).catch(String);
    expect(refused).to.contain('alert protocol version');
  });

  it('then plain HTTP is there on loopback, when it is wanted', async () => {
    await start();
    const answered = await get('/peer', { protocol: 'http:', port: listener.httpPort });
    expect(JSON.parse(answered.text).subject).to.equal('none');
    await listener.close();
    await start({ httpPort: undefined });
    expect(listener.httpPort).to.equal(undefined);
  });

  it('then an unknown address is a bare 404 that names no software', async () => {
    await start();
    const { status, headers, text } = await get('/nothing');
    expect({ status, text }).to.deep.equal({ status: 404, text: '404\n' });
    expect(headers).not.to.have.any.keys('x-powered-by', 'server', 'etag');
  });

  it('then an exception is a bare 500, and the log has the rest', async () => {
    await start();
    const { status, text } = await get('/broken');
    expect({ status, text }).to.deep.equal({ status: 500, text: '500\n' });
    expect(String(errors[0])).to.contain('secret of the house');
  });

  it('then an address that cannot be decoded is a bare 400', async () => {
    await start();
    const router = Router();
    router.get('/x/:id', (_request, response) => void response.send('x'));
    await listener.close();
    await start({ routers: [router] });
    expect(await get('/x/%E0%A4%A').then(({ status, text }) => ({ status, text }))).to.deep.equal({
      status: 400,
      text: '400\n',
    });
    expect(errors).to.deep.equal([]);
  });

  it('then headers over the limit are refused', async () => {
    await start();
    expect((await get('/healthz', { headers: { 'x-long': 'x'.repeat(40_000) } })).status).to.equal(431);
  });

  it('then one request too many is refused at once, and the operator still gets answers', async () => {
    await start({ maxInFlight: 1 });
    const first = get('/held');
    await probe.entered;
    const refused = await get('/peer');
    expect(refused.status).to.equal(503);
    expect(refused.headers['retry-after']).to.equal('1');
    expect((await get('/healthz')).status).to.equal(200);
    expect((await get('/metrics')).text).to.match(/carnet_http_shed_total 1/);
    probe.release();
    expect((await first).text).to.equal('held');
    expect((await get('/peer')).status).to.equal(200);
  });

  it('then close drops idle connections and lets a request in flight end', async () => {
    await start({ closeGrace: 3_600_000 });
    const agent = new Agent({ keepAlive: true });
    await get('/healthz', { agent });
    const silent = connect({ port: listener.port, host: '127.0.0.1', ca: authority.cert });
    const unfinished = connectPlain(listener.port, '127.0.0.1');
    const dropped = [silent, unfinished].map(
      (socket) => new Promise<void>((resolve) => socket.on('error', () => {}).once('close', () => resolve())),
    );
    await new Promise<void>((resolve) => silent.once('secureConnect', () => resolve()));
    const inFlight = get('/held');
    await probe.entered;
    const closed = listener.close();
    probe.release();
    expect((await inFlight).text).to.equal('held');
    await Promise.all([closed, ...dropped]);
    agent.destroy();
  });

  it('then close does not wait longer than its grace', async () => {
    await start({ closeGrace: 20 });
    const inFlight = get('/held').catch((error: NodeJS.ErrnoException) => error.code);
    await probe.entered;
    await listener.close();
    expect(await inFlight).to.equal('ECONNRESET');
  });

  it('then a port that is taken is an exception', async () => {
    await start();
    const again = startListener({
      host: 'localhost',
      port: listener.port,
      tls: { ...serverCredential, ca: [] },
      routers: [],
      ready: () => true,
      onError: () => {},
    });
    expect(await again.catch((error: NodeJS.ErrnoException) => error.code)).to.equal('EADDRINUSE');
  });
});
