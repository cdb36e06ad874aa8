import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { descendants } from '../../src/xml/tree.ts';
import { contentPart, deposit, envelope, include, MULTIPART, multipart, rootPart } from './messages.ts';
import { multipartAnswer } from './multipart-answer.ts';
import { envelopeOf, said, startTestServer, type TestServer } from './test-server.ts';

describe('given a SOAP address, and messages with content', () => {
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

  it('then attachments in MTOM come back in MTOM, byte for byte', async () => {
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    const answered = await server.post(
      multipart(
        rootPart(deposit(include('cid:a%40t'), include('cid:b@t'))),
        contentPart('a@t', content),
        contentPart('b@t', 'b'),
      ),
      MULTIPART,
    );
    const { root, parts } = await multipartAnswer(answered);
    expect(answered.status).to.equal(200);
    expect(answered.headers['content-type']).to.match(
      /^multipart\/related; type="application\/xop\+xml"; start="<[^>]+>"; start-info="application\/soap\+xml"; boundary="[^"]+"$/,
    );
    expect(Number(answered.headers['content-length'])).to.equal(answered.body.length);
    expect(parts.get('0@carnet')?.equals(content)).to.equal(true);
    expect(parts.get('1@carnet')?.toString()).to.equal('b');
    const sha1 = createHash('sha1').update(content).digest('hex');
    expect([...descendants(root)].some((node) => node.attributes.some((one) => one.value === sha1))).to.equal(
      true,
    );
  });

  it('then large content is streamed both ways and forgotten afterwards', async () => {
    const content = Buffer.alloc(1_900_000, 'large content ');
    const answered = await server.post(
      multipart(rootPart(deposit(include('cid:a@t'))), contentPart('a@t', content)),
      MULTIPART,
    );
    expect((await multipartAnswer(answered)).parts.get('0@carnet')?.equals(content)).to.equal(true);
  });

  it('then content in base64 in a simple request comes back in base64, without parts', async () => {
    const content = Buffer.alloc(500_001, 'content');
    const answered = await server.post(
      deposit(content.toString('base64'), Buffer.from('b').toString('base64')),
    );
    expect(answered.headers['content-type']).to.equal('application/soap+xml; charset=UTF-8');
    const held = [...descendants(envelopeOf(answered))].filter((node) => node.local === 'Content');
    expect(Buffer.from(held[0]!.children.join(''), 'base64').equals(content)).to.equal(true);
    expect(held[1]!.children.join('')).to.equal('Yg==');
  });

  it('then a transaction that always answers in MTOM does so, faults included', async () => {
    const body = deposit('YWJj').replace('urn:test:deposit', 'urn:test:fetch');
    expect((await multipartAnswer(await server.post(body))).parts.size).to.equal(1);
    const refused = await server.post(body.replace('YWJj', '!'));
    expect(said((await multipartAnswer(refused)).root, 'Reason')).to.equal(
      "La requête n'est pas conforme. (base64Binary)",
    );
    expect(refused.status).to.equal(400);
  });

  it('then a simple transaction answers an MTOM request without parts', async () => {
    const answered = await server.post(multipart(rootPart(envelope())), MULTIPART);
    expect(said(envelopeOf(answered), 'Answer')).to.equal('hello structure client');
  });
});
