import { expect } from 'chai';
import fc from 'fast-check';
import { FrameReader, frame } from '../../src/hl7v2/frame-reader.ts';

const LARGEST = 100;

/** What a reader makes of pieces: messages as text, and the first fault. */
function read(...pieces: readonly (string | Buffer)[]): {
  messages: string[];
  fault?: string;
  open: boolean;
} {
  const reader = new FrameReader(LARGEST);
  const messages: string[] = [];
  for (const piece of pieces) {
    const found = reader.push(Buffer.from(piece));
    messages.push(...found.messages.map((message) => message.toString('utf8')));
    if (found.fault !== undefined) return { messages, fault: found.fault, open: reader.open };
  }
  return { messages, open: reader.open };
}

const message = fc
  .uint8Array({ minLength: 0, maxLength: LARGEST })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0x0b || byte === 0x1c ? 0x20 : byte))));

describe('given a stream of frames', () => {
  it('then messages are taken out wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(600)), (messages, cuts) => {
        const stream = Buffer.concat(messages.map(frame));
        const places = [0, ...cuts.map((cut) => Math.min(cut, stream.length)), stream.length];
        places.sort((left, right) => left - right);
        const reader = new FrameReader(LARGEST);
        const found = places
          .slice(1)
          .flatMap((place, at) => reader.push(stream.subarray(places[at], place)).messages);
        expect(found.map((one) => one.toString('hex'))).to.deep.equal(
          messages.map((one) => one.toString('hex')),
        );
        expect(reader.open).to.equal(false);
      }),
    );
  });

  it('then line breaks between frames are passed over', () => {
    expect(read('\r\n\x0bone\x1c\r\n\r\n\x0btwo\x1c\r\n').messages).to.deep.equal(['one', 'two']);
  });

  it('then a frame that has not ended is open', () => {
    expect(read('\x0bone\x1c\r\x0btw')).to.deep.equal({ messages: ['one'], open: true });
    expect(read('\x0bone\x1c').open).to.equal(true);
  });

  for (const [what, pieces] of [
    ['anything before the start', ['GET / HTTP/1.1\r\n']],
    ['a start inside a message', ['\x0bone\x0btwo\x1c\r']],
    ['an end without its carriage return', ['\x0bone\x1c', 'two']],
  ] as const) {
    it(`then ${what} is no frame`, () => {
      expect(read(...pieces).fault).to.equal('not-framed');
    });
  }

  it('then what comes before a fault is still taken', () => {
    expect(read('\x0bone\x1c\rtwo'))
      .to.include({ fault: 'not-framed' })
      .and.deep.include({ messages: ['one'] });
  });

  it('then a message of the largest size is taken, and one byte more is not, in one piece or in many', () => {
    const largest = 'x'.repeat(LARGEST);
    expect(read(`\x0b${largest}\x1c\r`).messages).to.deep.equal([largest]);
    expect(read(`\x0b${largest}x\x1c\r`).fault).to.equal('frame-too-large');
    expect(read('\x0b', ...Array<string>(LARGEST + 1).fill('x')).fault).to.equal('frame-too-large');
  });
});
