import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { contentOf } from '../../src/client/content.ts';
import { createSoapClient, NotSoap, type SoapClient } from '../../src/client/soap-client.ts';
import { multipartPieces } from '../../src/soap/multipart-out.ts';
import { openFileBlobs } from '../../src/store/blobs/file-blobs.ts';
import { attribute, text } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const ANSWER = `<s:Envelope xmlns:s="${SOAP}"><s:Header><Action xmlns="http://www.w3.org/2005/08/addressing">answered</Action></s:Header><s:Body><ok n="1">é</ok></s:Body></s:Envelope>`;

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: Buffer | string;
  /** Answers before the request has come. */
  readonly early?: true;
}

describe('given a server that speaks SOAP, or does not', () => {
  let server: Server;
  let client: SoapClient;
  let answer: Answer = { body: ANSWER };
  let received: { headers: Record<string, unknown>; body: Buffer } | undefined;

  before(async () => {
    server = createServer((request, response) => {
      const reply = () => {
        const { status = 200, type = 'application/soap+xml; charset=UTF-8', body } = answer;
        response.writeHead(status, { 'content-type': type }).end(body);
      };
      if (answer.early === true) {
        reply();
        request.resume();
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received = { headers: request.headers, body: Buffer.concat(chunks) };
        reply();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = createSoapClient({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  beforeEach(() => {
    answer = { body: ANSWER };
  });
  after(async () => {
    client.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const call = (attachments?: Parameters<SoapClient['call']>[0]['attachments'], assertion?: string) =>
    client.call({ path: '/x', action: 'urn:ask', body: xml`<ask>${'<é>'}</ask>`, attachments, assertion });

  it('then a simple request has its action, its size and its assertion untouched', async () => {
    const assertion = '<saml2:Assertion xmlns:saml2="urn:x"  ID=\'a\'>é</saml2:Assertion>';
    const { messageId } = await call(undefined, assertion);
    const body = received!.body.toString('utf8');
    expect(received?.headers['content-type']).to.equal(
      'application/soap+xml; charset=UTF-8; action="urn:ask"',
    );
    expect(received?.headers['content-length']).to.equal(String(received!.body.length));
    expect(body).to.include(assertion).and.include('<ask>&lt;é&gt;</ask>').and.include(messageId);
  });

  it('then a simple answer is read', async () => {
    const reply = await call();
    expect([reply.status, reply.action, attribute(reply.payload, 'n'), text(reply.payload)]).to.deep.equal([
      200,
      'answered',
      '1',
      'é',
    ]);
    expect(reply.fault).to.equal(undefined);
    expect(reply.raw.toString('utf8')).to.equal(ANSWER);
  });

  it('then parts go out as they are', async () => {
    const bytes = Buffer.from([0, 13, 10, 45, 45, 255]);
    await call([{ contentId: 'a@b', mimeType: 'application/pdf', ...contentOf(bytes) }]);
    expect(received?.headers['content-type']).to.match(/^multipart\/related; type="application\/xop\+xml"/);
    expect(
      received!.body.includes(Buffer.concat([Buffer.from('Content-ID: <a@b>\r\n\r\n'), bytes])),
    ).to.equal(true);
  });

  it('then a large part goes out in pieces', async () => {
    const size = 3_000_000;
    const open = () =>
      Readable.from(
        (function* () {
          for (let at = 0; at < size; at += 100_000) yield Buffer.alloc(100_000, 65);
        })(),
      );
    await call([{ contentId: 'a@b', mimeType: 'text/plain', size, open }]);
    expect(received!.body.length).to.be.above(size);
  });

  it('then parts of an answer are there by their Content-ID, in memory or where they were wanted', async () => {
    const bytes = Buffer.alloc(500_000, 66);
    const parts = multipartPieces(ANSWER, [
      { contentId: 'a@b', mimeType: 'application/pdf', ...contentOf(bytes) },
    ]);
    const body = Buffer.concat(
      await Promise.all(parts.pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : piece.bytes!()))),
    );
    answer = { type: parts.contentType, body };
    const content = (await call()).attachments.get('a@b');
    expect(await content?.bytes()).to.deep.equal(bytes);

    const folder = mkdtempSync(join(tmpdir(), 'carnet-parts-'));
    const toFiles = createSoapClient({ origin: client.origin, attachments: await openFileBlobs(folder) });
    const reply = await toFiles.call({ path: '/x', action: 'urn:ask', body: xml`<ask/>` });
    expect(reply.attachments.get('a@b')?.sha1).to.equal(createHash('sha1').update(bytes).digest('hex'));
    toFiles.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('then a fault of SOAP 1.2 is told with its codes and reason', async () => {
    answer = {
      status: 400,
      body: `<s:Envelope xmlns:s="${SOAP}"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>f:DMPInvalidCertificate</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="fr">Non</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`,
    };
    expect((await call()).fault).to.deep.equal({
      code: 'Sender',
      subcode: 'DMPInvalidCertificate',
      reason: 'Non',
    });
  });

  it('then a fault of SOAP 1.1 is told too', async () => {
    answer = {
      status: 500,
      body: '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Non</faultstring></s:Fault></s:Body></s:Envelope>',
    };
    expect((await call()).fault).to.deep.equal({ code: 'Client', reason: 'Non' });
  });

  for (const [name, given] of [
    ['a page', { status: 502, type: 'text/html', body: '<html><body>Bad gateway</body></html>' }],
    ['nothing', { body: '' }],
    ['an answer cut short', { body: ANSWER.slice(0, -20) }],
    [
      'parts without an end',
      { type: 'multipart/related; boundary=b', body: '--b\r\nContent-ID: <a>\r\n\r\nx' },
    ],
  ] as readonly (readonly [string, Answer])[]) {
    it(`then ${name} is no SOAP, and told so`, async () => {
      answer = given;
      const error = await call().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(NotSoap);
    });
  }

  it('then an answer that comes before the request has gone is read', async () => {
    answer = { early: true, status: 413, body: ANSWER };
    const bytes = Buffer.alloc(8_000_000, 65);
    const reply = await call([{ contentId: 'a@b', mimeType: 'text/plain', ...contentOf(bytes) }]);
    expect([reply.status, text(reply.payload)]).to.deep.equal([413, 'é']);
  });

  it('then content of another size than it was said to be is an error, not half a message', async () => {
    const part = {
      contentId: 'a@b',
      mimeType: 'text/plain',
      size: 10,
      open: () => Readable.from([Buffer.from('abc')]),
    };
    const error = await call([part]).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
  });

  it('then a server that is not there is an error', async () => {
    const nobody = createSoapClient({ origin: 'http://127.0.0.1:1' });
    const error = await nobody
      .call({ path: '/', action: 'a', body: xml`<a/>` })
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error).with.property('code', 'ECONNREFUSED');
    nobody.close();
  });
});
