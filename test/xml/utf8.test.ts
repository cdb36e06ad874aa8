import { expect } from 'chai';
import fc from 'fast-check';
import { Utf8Stream } from '../../src/xml/utf8.ts';

/** What a decoder says of bytes that come in pieces of one size; undefined when they are not UTF-8. */
function decoded(bytes: Uint8Array, size: number): string | undefined {
  const stream = new Utf8Stream();
  let text = '';
  for (let at = 0; at < bytes.length; at += size) {
    const part = stream.decode(bytes.subarray(at, at + size));
    if (part === undefined) return undefined;
    text += part;
  }
  const last = stream.end();
  return last === undefined ? undefined : text + last;
}

function expected(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

describe('given a stream of UTF-8', () => {
  it('then any text comes back, in pieces of any size', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), (text, size) => {
        const bytes = Buffer.from(text);
        expect(decoded(bytes, size)).to.equal(expected(bytes));
      }),
    );
  });

  it('then any bytes are taken or refused as a fatal TextDecoder does', () => {
    const unit = fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0xbf,
      0xc0,
      0xc3,
      0xa9,
      0xe0,
      0xe2,
      0x82,
      0xed,
      0xa0,
      0xef,
      0xbb,
    );
    const wide = fc.constantFrom(0xf0, 0x9f, 0x92, 0x89, 0xf4, 0x90, 0xf5, 0xff);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(unit, wide), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        (list, size) => {
          const bytes = Uint8Array.from(list);
          expect(decoded(bytes, size)).to.equal(expected(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('then a byte order mark is dropped at the beginning, whole or in pieces, and kept elsewhere', () => {
    for (const size of [1, 2, 10]) {
      expect(decoded(Buffer.from('\ufeff\ufeffa\ufeff'), size)).to.equal('\ufeffa\ufeff');
    }
  });

  it('then a piece may be written over once it is decoded', () => {
    const stream = new Utf8Stream();
    const bytes = Buffer.from('é');
    expect(stream.decode(bytes.subarray(0, 1))).to.equal('');
    const rest = Uint8Array.from(bytes.subarray(1));
    bytes.fill(0);
    expect(stream.decode(rest)).to.equal('é');
  });
});
