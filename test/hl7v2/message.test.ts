import { expect } from 'chai';
import fc from 'fast-check';
import { isRefusal } from '../../src/errors.ts';
import {
  components,
  escaped,
  field,
  type Message,
  readMessage,
  repetitions,
  STANDARD,
  segment,
  value,
} from '../../src/hl7v2/message.ts';
import { told } from '../support/faults.ts';

const HEADER = 'MSH|^~\\&|LAB|HOPITAL|CARNET|REGION|20261101||ADT^A01|1|P|2.3.1';

function read(text: string): Message {
  const message = readMessage(text);
  if (isRefusal(message)) return expect.fail(told(message).join());
  return message;
}

function faultsOf(text: string): string[] {
  const message = readMessage(text);
  return isRefusal(message) ? message.refused.map(({ code }) => code) : [];
}

describe('given a message of HL7 v2', () => {
  it('then fields are counted as HL7 does, MSH-1 being the separator', () => {
    const message = read(`${HEADER}\rPID|||1^^^&1.2&ISO\r`);
    expect(field(message.header, 1)).to.equal('|');
    expect(field(message.header, 3)).to.equal('LAB');
    expect(field(message.header, 12)).to.equal('2.3.1');
    expect(field(segment(message, 'PID'), 3)).to.equal('1^^^&1.2&ISO');
    expect(field(segment(message, 'PID'), 30)).to.equal('');
    expect(segment(message, 'MRG')).to.equal(undefined);
  });

  it('then any line break ends a segment', () => {
    for (const end of ['\r', '\n', '\r\n']) {
      expect(read(`${HEADER}${end}PID|||1${end}`).segments.map(({ name }) => name)).to.deep.equal([
        'MSH',
        'PID',
      ]);
    }
  });

  it('then the separators are those of its header', () => {
    const message = read('MSH!*~\\&!LAB\rPID!!!1***&1.2&ISO~2\r');
    const raw = field(segment(message, 'PID'), 3);
    const [first = '', second = ''] = repetitions(raw, message.separators);
    expect(components(first, message.separators)).to.deep.equal([['1'], [''], [''], ['', '1.2', 'ISO']]);
    expect(second).to.equal('2');
  });

  it('then escapes are resolved, and what only marks text up is left out', () => {
    const message = read(`${HEADER}\rPID|a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\XC3A9\\g\\H\\h\\N\\i|odd\\F\r`);
    expect(value(message, segment(message, 'PID'), 1)).to.equal('a|b^c&d~e\\féghi');
    expect(value(message, segment(message, 'PID'), 2)).to.equal('odd\\F');
  });

  it('then whatever is written comes back when it is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const known = text.replaceAll(/\p{Cc}/gu, '');
        const message = read(`${HEADER}\rPID|${escaped(known, STANDARD)}\r`);
        expect(value(message, segment(message, 'PID'), 1)).to.equal(known);
      }),
    );
  });

  it('then what is written ends no segment and no frame', () => {
    expect(escaped('a\rb\x1cc\x0bd\ne', STANDARD)).to.equal('a b c d e');
  });

  for (const [what, text, code] of [
    ['nothing', '', 'MessagePartMissing'],
    ['another segment first', 'PID|||1\r', 'MessagePartMissing'],
    ['a header that ends in its separators', 'MSH|^~', 'MessageUnreadable'],
    ['a separator twice', 'MSH|^^\\&|LAB\r', 'MessageUnreadable'],
    ['a letter as separator', 'MSHa^~\\&aLAB\r', 'MessageUnreadable'],
    ['six separators', 'MSH|^~\\&!|LAB\r', 'MessageUnreadable'],
    ['a line that is no segment', `${HEADER}\rhello\r`, 'MessageUnreadable'],
    ['two headers', `${HEADER}\r${HEADER}\r`, 'MessageUnreadable'],
    ['more segments than any message has', `${HEADER}\r${'NTE|\r'.repeat(1_000)}`, 'MessageUnreadable'],
  ] as const) {
    it(`then ${what} is ${code}`, () => {
      expect(faultsOf(text)).to.deep.equal([code]);
    });
  }

  it('then the truncation sign of HL7 2.7 is known', () => {
    expect(faultsOf('MSH|^~\\&#|LAB\r')).to.deep.equal([]);
  });

  it('then a name of a property of every object is a segment like any other, or none', () => {
    expect(faultsOf(`${HEADER}\r__proto__|1\r`)).to.deep.equal(['MessageUnreadable']);
  });

  it('then a message of nothing but separators is read in one go', () => {
    for (const sign of ['|', '~', '^', '&', '\\']) {
      const message = read(`${HEADER}\rPID|||${sign.repeat(200_000)}\r`);
      expect(repetitions(field(segment(message, 'PID'), 3), message.separators).length).to.be.lessThan(2);
    }
  });
});
