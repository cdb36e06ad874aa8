import { expect } from 'chai';
import fc from 'fast-check';
import { isRefusal } from '../../src/errors.ts';
import { parseJson } from '../../src/fhir/json.ts';

const codeOf = (text: string) => {
  const read = parseJson(text);
  return isRefusal(read) ? read.refused[0].code : 'read';
};

const keys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join(',')}}`;

describe('given JSON text', () => {
  it('then whatever JSON.stringify writes is read as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), (value) => {
        // A key __proto__ is refused, which has a test of its own.
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        const text = JSON.stringify(value);
        expect(parseJson(text)).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  it('then the same key in two objects, and in an object and a text, is one in each', () => {
    expect(codeOf('{"a":{"a":"{\\"a\\":1,\\"a\\":2}"},"b":[{"a":1},{"a":1}]}')).to.equal('read');
  });

  for (const [what, text] of [
    ['no JSON', '{"a":}'],
    ['nothing', ''],
    ['two values', '{} {}'],
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice, deep inside', '[{"b":[{"a":1,"c":[1,{}],"a":2}]}]'],
    ['a key twice, escaped once', '{"a":1,"\\u0061":2}'],
    ['the key __proto__', '{"__proto__":{"admin":true}}'],
    ['the key __proto__, escaped', '{"\\u005f_proto__":{}}'],
    ['a string without an end', '{"a":"b'],
    ['a string that ends in an escaped quote', '{"a":"b\\"}'],
    ['nesting deeper than 32', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['nesting without an end', '['.repeat(100_000)],
    ['an object of 1,001 keys', `[${keys(1)},${keys(1001)}]`],
    ['NaN', '{"a":NaN}'],
    ['a comment', '{} // said'],
  ] as const) {
    it(`then ${what} is refused`, () => {
      expect(codeOf(text)).to.equal('MalformedJson');
    });
  }

  it('then objects of 1,000 keys each are read', () => {
    expect(codeOf(`[${keys(1000)},${keys(1000)}]`)).to.equal('read');
  });

  it('then nesting of 32 is read', () => {
    expect(codeOf(`${'['.repeat(32)}${']'.repeat(32)}`)).to.equal('read');
  });
});
