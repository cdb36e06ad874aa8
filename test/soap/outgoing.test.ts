import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { multipartPieces } from '../../src/soap/multipart-out.ts';
import { type Piece, sendPieces } from '../../src/soap/pieces.ts';
import { simplePieces } from '../../src/soap/simple-out.ts';
import type { AnswerAttachment } from '../../src/soap/soap-transaction.ts';
import { base64Decoded, base64Encoded, base64Size, decodeBase64 } from '../../src/soap/transfer-encoding.ts';
import { xopInclude } from '../../src/soap/xop.ts';
import { xml } from '../../src/xml/write.ts';

function attachment(contentId: string, bytes: Buffer, mimeType = 'text/xml'): AnswerAttachment {
  return { contentId, mimeType, size: bytes.length, open: () => Readable.from([bytes]) };
}

async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function written(pieces: readonly Piece[]): Promise<string> {
  const parts = await Promise.all(
    pieces.map((piece) =>
      Buffer.isBuffer(piece) ? piece : whole(piece.open() as AsyncIterable<Uint8Array>),
    ),
  );
  return Buffer.concat(parts).toString();
}

describe('given base64', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)));

  it('then a stream is encoded as its bytes would be together, whatever its pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (chunks) => {
        const together = Buffer.concat(chunks);
        const encoded = await whole(base64Encoded(Readable.from(chunks)));
        expect(encoded.toString()).to.equal(together.toString('base64'));
        expect(encoded.length).to.equal(base64Size(together.length));
      }),
    );
  });

  it('then a stream is decoded whatever its pieces and its white space', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 7 }), async (chunks, cut) => {
        const together = Buffer.concat(chunks);
        const text = together.toString('base64').replaceAll(/(.{5})/g, '$1\r\n ');
        const cuts = text.match(new RegExp(`[^]{1,${cut}}`, 'g')) ?? [];
        const decoded = await whole(base64Decoded(Readable.from(cuts.map((piece) => Buffer.from(piece)))));
        expect(decoded.equals(together)).to.equal(true);
        expect(decodeBase64(text)?.equals(together)).to.equal(true);
      }),
    );
  });

  for (const text of ['A', 'AB', 'ABC', 'A===', 'AB=C', 'ABC*', 'AB==CDEF', 'é===']) {
    it(`then "${text}" is not base64`, async () => {
      expect(decodeBase64(text)).to.equal(undefined);
      const streamed = await whole(base64Decoded(Readable.from([Buffer.from(text)]))).catch(String);
      expect(streamed).to.be.a('string');
      const letters = [...text].map((letter) => Buffer.from(letter));
      expect(await whole(base64Decoded(Readable.from(letters))).catch(String)).to.be.a('string');
    });
  }
});

describe('given an answer with attachments', () => {
  const two = [attachment('a@t', Buffer.from('first')), attachment('b@t', Buffer.from('second'), 'a/b')];

  it('then in MTOM each stands in its part', async () => {
    const { contentType, pieces } = multipartPieces('<e/>', two);
    const boundary = /boundary="([^"]+)"/.exec(contentType)![1]!;
    expect(await written(pieces)).to.equal(
      [
        `--${boundary}`,
        'Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"',
        'Content-Transfer-Encoding: binary',
        'Content-ID: <root@carnet>',
        '',
        '<e/>',
        `--${boundary}`,
        'Content-Type: text/xml',
        'Content-Transfer-Encoding: binary',
        'Content-ID: <a@t>',
        '',
        'first',
        `--${boundary}`,
        'Content-Type: a/b',
        'Content-Transfer-Encoding: binary',
        'Content-ID: <b@t>',
        '',
        'second',
        `--${boundary}--`,
        '',
      ].join('\r\n'),
    );
  });

  it('then a media type that is none cannot add a header', async () => {
    const { pieces } = multipartPieces('<e/>', [attachment('a@t', Buffer.from(''), 'a/b\r\nX-Evil: 1')]);
    expect(await written(pieces))
      .to.contain('Content-Type: application/octet-stream')
      .and.not.contain('Evil');
  });

  it('then a Content-ID that cannot stand in a header is an exception', () => {
    for (const id of ['', 'a b', 'a\r\nb', '<a>', 'é']) {
      expect(() => multipartPieces('<e/>', [attachment(id, Buffer.from(''))]), id).to.throw(RangeError);
    }
  });

  it('then in a simple answer each takes the place of its Include', async () => {
    const envelope = xml`<e>é${xopInclude('b@t')}<f>${xopInclude('a@t')}</f></e>`;
    const { contentType, pieces } = simplePieces(envelope, two);
    expect(contentType).to.equal('application/soap+xml; charset=UTF-8');
    expect(await written(pieces)).to.equal('<e>éc2Vjb25k<f>Zmlyc3Q=</f></e>');
  });

  it('then in a simple answer an Include without attachment, or the reverse, is an exception', () => {
    expect(() => simplePieces(xml`<e>${xopInclude('a@t')}</e>`, two)).to.throw('an attachment without');
    expect(() => simplePieces(xml`<e>${xopInclude('c@t')}</e>`, two)).to.throw('an Include without');
  });
});

describe('given pieces to send', () => {
  let server: Server;
  let pieces: readonly Piece[];
  let failure: Promise<unknown>;

  beforeEach((done) => {
    server = createServer((_request, response) => {
      failure = sendPieces(response, 200, {}, pieces).then(
        () => undefined,
        (error: unknown) => {
          response.destroy();
          return error;
        },
      );
    }).listen(0, '127.0.0.1', done);
  });
  afterEach((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  function received(): Promise<Buffer | string> {
    return new Promise((resolve) => {
      const { port } = server.address() as AddressInfo;
      const outgoing = request({ port, host: '127.0.0.1', agent: false }, (response) => {
        whole(response).then(resolve, () => resolve('cut off'));
      });
      outgoing.on('error', () => resolve('cut off'));
      outgoing.end();
    });
  }

  const large = Buffer.alloc(3_000_000, 'large');

  it('then large content is streamed, of the announced length', async () => {
    pieces = [Buffer.from('a'), { size: large.length, open: () => Readable.from([large]) }, Buffer.from('b')];
    expect(await received()).to.deep.equal(Buffer.concat([Buffer.from('a'), large, Buffer.from('b')]));
  });

  for (const [what, size] of [
    ['shorter', 3_000_001],
    ['longer', 2_999_999],
  ] as const) {
    it(`then content ${what} than announced is cut off, never taken for whole`, async () => {
      pieces = [{ size, open: () => Readable.from([large]) }];
      expect(await received()).to.equal('cut off');
      expect(String(await failure)).to.contain('another size');
    });

    it(`then small content ${what} than announced is cut off`, async () => {
      pieces = [
        { size: size - 2_999_990, open: () => Readable.from([]), bytes: async () => Buffer.alloc(10) },
      ];
      expect(await received()).to.equal('cut off');
    });
  }

  it('then content that breaks off is cut off', async () => {
    const broken = async function* () {
      yield large;
      throw new Error('disk');
    };
    pieces = [{ size: 6_000_000, open: broken }];
    expect(await received()).to.equal('cut off');
    expect(String(await failure)).to.contain('disk');
  });
});
