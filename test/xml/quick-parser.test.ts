import { expect } from 'chai';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { type Parser, quickParser } from '../../src/xml/quick-parser.ts';

const EVENTS = [
  'xmldecl',
  'text',
  'processinginstruction',
  'doctype',
  'comment',
  'opentagstart',
  'attribute',
  'opentag',
  'closetag',
  'cdata',
] as const;

/** Everything that a parser reports of a document that comes in pieces of one size, errors with it. */
function reported(parser: Parser, source: string, size: number, handled: readonly string[]): string[] {
  const events: string[] = [];
  const tell = (kind: string) => (value: unknown) => void events.push(`${kind} ${JSON.stringify(value)}`);
  for (const kind of EVENTS) if (handled.includes(kind)) parser.on(kind, tell(kind));
  parser.on('error', (error: Error) => void events.push(`error ${error.message}`));
  for (let at = 0; at < source.length; at += size) parser.write(source.slice(at, at + size));
  parser.close();
  return events;
}

function bothWays(source: string, size: number, handled: readonly string[] = EVENTS): [string[], string[]] {
  const plain = new SaxesParser({ xmlns: true, position: false });
  return [reported(quickParser(), source, size, handled), reported(plain, source, size, handled)];
}

const token = fc.constantFrom(
  ...[
    '<a>',
    '</a>',
    '<p:b xmlns:p="urn:p">',
    '</p:b>',
    '<c/>',
    '<d e="f" g=\'h\'/>',
    '<i j="',
    "' k='",
    '">',
  ],
  ...[
    '<!--',
    '-->',
    '--',
    '<![CDATA[',
    ']]>',
    ']]',
    ']',
    '>',
    '<',
    '&',
    '&amp;',
    '&#13;',
    ';',
    '<?pi ',
    '?>',
  ],
  ...['"', "'", '=', '\r', '\n', '\r\n', '\t', ' ', '\u0085', '\u2028', '\u0000', '\u007f', '\ufffe'],
  ...['x', 'xyz', 'é', '漢', '🩺', '\ud83e', '\udd7a', '-', '?', '/', ':', 'longer text with spaces'],
);
const inside = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(''));

describe('given a document of any shape, well formed or not', () => {
  for (const version of ['', '<?xml version="1.0"?>', '<?xml version="1.1"?>']) {
    it(`then all that is reported is what saxes reports (${version === '' ? 'undeclared' : version})`, () => {
      fc.assert(
        fc.property(inside, fc.integer({ min: 1, max: 60 }), (source, size) => {
          const [quick, plain] = bothWays(`${version}<r>${source}</r>`, size);
          expect(quick).to.deep.equal(plain);
        }),
        { numRuns: 1500 },
      );
    });
  }

  it('then the same holds for prefixes of elements that stand deep', () => {
    const start = fc.constantFrom(
      '<a',
      '<p:a',
      '<q:a p:b=""',
      '<p:a xmlns:p="urn:1"',
      '<a xmlns:p="urn:2" xmlns:q="urn:3"',
      '<a xmlns="urn:4"',
      '<a xmlns=""',
    );
    const step = fc.oneof(
      start.map((text) => ({ text, open: true })),
      start.map((text) => ({ text, open: false })),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
        const open: string[] = [];
        let source = '';
        for (const one of steps) {
          if (one === undefined) source += open.length === 0 ? '' : `</${open.pop()}>`;
          else if (!one.open) source += `${one.text}/>`;
          else {
            source += `${one.text}>`;
            open.push(/^<([^ ]+)/.exec(one.text)![1]!);
          }
        }
        const whole = `<r xmlns:q="urn:q">${'<d>'.repeat(8)}${source}${open
          .reverse()
          .map((name) => `</${name}>`)
          .join('')}${'</d>'.repeat(8)}</r>`;
        const [quick, plain] = bothWays(whole, 1000);
        expect(quick).to.deep.equal(plain);
      }),
      { numRuns: 500 },
    );
  });

  it('then the same holds when nobody takes the text', () => {
    fc.assert(
      fc.property(inside, fc.integer({ min: 1, max: 60 }), (source, size) => {
        const [quick, plain] = bothWays(`<r>${source}</r>`, size, ['attribute', 'comment', 'opentag']);
        expect(quick).to.deep.equal(plain);
      }),
      { numRuns: 500 },
    );
  });

  it('then ]]> is refused wherever runs of text begin and end', () => {
    for (const text of [']]>', 'x]]>', ']x]>', ']]x>', ']]', ']]]>', 'x]]&gt;', ']]\n>', ']]é>']) {
      for (const size of [1, 2, 3, 100]) {
        const [quick, plain] = bothWays(`<a>${text}</a>`, size);
        expect(quick, text).to.deep.equal(plain);
      }
    }
  });
});
