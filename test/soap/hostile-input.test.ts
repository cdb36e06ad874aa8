import { setTimeout } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { publicText, type RefusalCode } from '../../src/errors.ts';
import { parseXml } from '../../src/xml/parse.ts';
import {
  contentPart,
  deposit,
  envelope,
  include,
  MULTIPART,
  MULTIPART_TYPE,
  multipart,
  type Part,
  rootPart,
} from './messages.ts';
import {
  type Answered,
  BODY_LIMIT,
  certificates,
  envelopeOf,
  faultOf,
  said,
  startTestServer,
  type TestServer,
} from './test-server.ts';

/** Large enough to wait in a file, so that what is forgotten shows. */
const LARGE = Buffer.alloc(400_000, 'content of a document');

interface Hostile {
  readonly body: Buffer | string;
  readonly headers?: Record<string, string>;
  readonly code: RefusalCode;
  readonly status?: number;
  readonly about?: string;
}

function parts(root: string, ...others: Part[]): Pick<Hostile, 'body' | 'headers'> {
  return { body: multipart(rootPart(root), ...others), headers: MULTIPART };
}

const A = contentPart('a@t', LARGE);
const reference = (href: string): Hostile => ({
  ...parts(deposit(include(href)), A),
  code: 'AttachmentReference',
});
const encoded = (encoding: string): Hostile => ({
  body: envelope(),
  headers: { 'content-encoding': encoding },
  code: 'UnsupportedEncoding',
  status: 415,
});
const typed = (type: string, code: RefusalCode = 'UnsupportedMediaType', status = 415): Hostile => ({
  body: envelope(),
  headers: { 'content-type': type },
  code,
  status,
});

const HOSTILE: Record<string, Hostile> = {
  'an attachment that is missing': reference('cid:b@t'),
  'an attachment that nothing refers to': { ...parts(deposit(), A), code: 'AttachmentReference' },
  'a second attachment that nothing refers to': {
    ...parts(deposit(include('cid:a@t')), A, contentPart('b@t', LARGE)),
    code: 'AttachmentReference',
  },
  'an attachment referred to twice': {
    ...parts(deposit(include('cid:a@t'), include('cid:a%40t')), A),
    code: 'AttachmentReference',
  },
  'an href with http': reference('http://127.0.0.1:1/a@t'),
  'an href with file': reference('file:///etc/passwd'),
  'an href with a path': reference('a@t'),
  'an empty href': reference(''),
  'an href to the root part': reference('cid:root@test'),
  'an href that does not decode': reference('cid:%E0%A4%A'),
  'an Include that holds another': {
    ...parts(deposit(include('cid:a@t') + include('cid:a@t')), A),
    code: 'AttachmentReference',
  },
  'text beside an Include': {
    ...parts(deposit(`YWJj${include('cid:a@t')}`), A),
    code: 'AttachmentReference',
  },
  'an Include of another namespace': {
    ...parts(deposit('<Include xmlns="urn:x" href="cid:a@t"/>'), A),
    code: 'AttachmentReference',
  },
  'an Include in a simple request': { body: deposit(include('cid:a@t')), code: 'AttachmentReference' },
  'base64 that is not': { body: deposit('****'), code: 'MalformedRequest', about: 'base64Binary' },
  'a DOCTYPE': { body: `<!DOCTYPE a [<!ENTITY b "c">]>${envelope()}`, code: 'XmlDoctype' },
  'a DOCTYPE in MTOM': {
    ...parts(`<!DOCTYPE a SYSTEM "file:///etc/passwd">${deposit()}`),
    code: 'XmlDoctype',
  },
  '100,000 nested tags': { body: envelope({ payload: '<a>'.repeat(100_000) }), code: 'XmlLimit' },
  '100,000 attributes': {
    body: envelope({ payload: `<a ${Array.from({ length: 100_000 }, (_, at) => `a${at}=""`).join(' ')}/>` }),
    code: 'XmlLimit',
  },
  '201,000 elements': { body: envelope({ payload: `<a>${'<b/>'.repeat(201_000)}</a>` }), code: 'XmlLimit' },
  'XML that is cut short': { body: envelope().slice(0, -1), code: 'MalformedXml' },
  'an empty body': { body: '', code: 'MalformedXml' },
  'bytes that are not UTF-8': {
    body: Buffer.from(envelope({ payload: '<a>caf\u00e9</a>' }), 'latin1'),
    code: 'NotUtf8',
  },
  'UTF-16': { body: Buffer.from(`\ufeff${envelope()}`, 'utf16le'), code: 'NotUtf8' },
  'another charset': typed('application/soap+xml; charset=iso-8859-1', 'NotUtf8', 400),
  'a document that is no envelope': { body: '<a/>', code: 'MalformedEnvelope' },
  'an envelope of another namespace': {
    body: envelope({ namespace: 'urn:soap:2' }),
    code: 'MalformedEnvelope',
  },
  'two bodies': {
    body: envelope().replace('</soap:Body>', '</soap:Body><soap:Body><a/></soap:Body>'),
    code: 'MalformedEnvelope',
  },
  'two headers': {
    body: envelope().replace('<soap:Header>', '<soap:Header></soap:Header><soap:Header>'),
    code: 'MalformedEnvelope',
  },
  'an empty Body': { body: envelope({ payload: '' }), code: 'MalformedEnvelope' },
  'two children of Body': { body: envelope({ payload: '<a/><b/>' }), code: 'MalformedEnvelope' },
  'text in Body': { body: envelope({ payload: 'text<a/>' }), code: 'MalformedEnvelope' },
  'two Actions': {
    body: envelope({ headers: '<wsa:Action>urn:test:ask</wsa:Action>' }),
    code: 'MalformedEnvelope',
  },
  'a MessageID of 100,000 characters': {
    body: envelope({ messageId: 'x'.repeat(100_000) }),
    code: 'MalformedEnvelope',
  },
  gzip: encoded('gzip'),
  br: encoded('br'),
  'a chain of encodings': encoded('identity, gzip'),
  'a type that is not SOAP': typed('application/json'),
  'multipart of another kind': typed('multipart/form-data; boundary=b'),
  'a content type that is none': typed(';'),
  'a root part that is not SOAP': {
    body: multipart(
      { ...rootPart(deposit()), headers: { 'Content-ID': '<root@test>', 'Content-Type': 'text/html' } },
      A,
    ),
    headers: MULTIPART,
    code: 'UnsupportedMediaType',
    status: 415,
  },
  'a multipart without boundary': typed(
    'multipart/related; type="application/xop+xml"',
    'MalformedMultipart',
    400,
  ),
  'a body over the limit, announced': {
    body: envelope({ payload: `<a>${' '.repeat(BODY_LIMIT)}</a>` }),
    code: 'BodyTooLarge',
    status: 413,
  },
  'a body over the limit, in chunks': {
    ...parts(deposit(include('cid:a@t')), A, contentPart('b@t', Buffer.alloc(BODY_LIMIT))),
    headers: { ...MULTIPART, 'transfer-encoding': 'chunked' },
    code: 'BodyTooLarge',
    status: 413,
  },
};

/** The envelope of an answer in either form. */
function opened(answered: Answered): Answered {
  const text = answered.body.toString();
  const at = text.indexOf('<soap:Envelope');
  const body = Buffer.from(text.slice(at, text.indexOf('</soap:Envelope>') + '</soap:Envelope>'.length));
  parseXml(body);
  return { ...answered, body };
}

describe('given hostile input to a SOAP address', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());
  beforeEach(() => {
    server.rejections.length = 0;
    server.logged.length = 0;
  });
  afterEach(async () => expect(await server.kept()).to.deep.equal([]));

  for (const [what, { body, headers, code, status, about }] of Object.entries(HOSTILE)) {
    it(`then ${what}: ${code}, traced, told and forgotten`, async () => {
      const answered = opened(await server.post(body, headers));
      expect(faultOf(answered).subcode).to.equal(`f:${code}`);
      expect(faultOf(answered).reason).to.equal(
        publicText({ code, detail: '', ...(about === undefined ? {} : { about }) }),
      );
      expect(answered.status).to.equal(status ?? 400);
      expect(server.rejections.map(({ refusal }) => refusal.refused[0].code)).to.deep.equal([code]);
    });
  }

  it('then a multipart that is cut short over the socket is refused wherever it is cut', async () => {
    const whole = multipart(
      rootPart(deposit(include('cid:a@t'), include('cid:b@t'))),
      A,
      contentPart('b@t', LARGE),
    );
    for (let turn = 0; turn < 12; turn++) {
      const cut = Math.floor((whole.length * turn) / 12);
      const answered = opened(await server.post(whole.subarray(0, cut), MULTIPART));
      expect(faultOf(answered).subcode, `cut at ${cut}`).to.equal('f:MalformedMultipart');
      expect(answered.status, `cut at ${cut}`).to.equal(400);
    }
  });

  it('then after each of them the same connection serves the next request', async () => {
    const { Agent } = await import('node:https');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const { body, headers } of [HOSTILE['an href with file']!, HOSTILE['a DOCTYPE']!, HOSTILE.gzip!]) {
      await server.post(body, headers, { agent });
      const next = await server.post(envelope(), {}, { agent });
      expect(said(envelopeOf(next), 'Answer')).to.equal('hello structure client');
    }
    agent.destroy();
  });

  it('then a client that hangs up leaves nothing, and is not answered', async () => {
    const whole = multipart(rootPart(deposit(include('cid:a@t'))), A, contentPart('b@t', LARGE));
    const head = `POST /test HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${MULTIPART_TYPE}\r\nContent-Length: ${whole.length}\r\n\r\n`;
    for (const sent of [10, 2000, 600_000, whole.length - 1]) {
      const socket = await secureSocket(server.listener.port);
      socket.write(head);
      await new Promise<void>((resolve) => socket.write(whole.subarray(0, sent), () => resolve()));
      socket.destroy();
    }
    const lost = () => server.logged.filter(({ message }) => message === 'connection lost').length;
    for (let turn = 0; turn < 200 && lost() < 4; turn++) await setTimeout(20);
    expect(lost()).to.equal(4);
    expect(await server.kept()).to.deep.equal([]);
    expect(server.rejections).to.deep.equal([]);
    expect((await server.post(envelope())).status).to.equal(200);
  });

  it('then a client that never stops sending is cut off', async () => {
    const socket = await secureSocket(server.listener.port);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {});
    socket.write(
      `POST /test HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk)) {}
      if (!socket.destroyed) socket.once('drain', pump);
    };
    pump();
    socket.resume();
    await closed;
  });
});

function secureSocket(port: number): Promise<TLSSocket> {
  const { authority, client } = certificates();
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.cert, ...client }, () => resolve(socket));
    socket.once('error', reject);
  });
}
