import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import { canonicalDigest } from '../../src/xml/canonical-digest.ts';
import { exclusiveCanonical } from '../../src/xml/exclusive-canonical.ts';
import { inclusiveCanonical } from '../../src/xml/inclusive-canonical.ts';
import { DOCUMENT_LIMITS } from '../../src/xml/limits.ts';
import { guardedParser, parseXml, XmlError } from '../../src/xml/parse.ts';
import { takePartialText } from '../../src/xml/partial-text.ts';
import { descendants } from '../../src/xml/tree.ts';

/** libxml2's opinion: the canonical form of the first element of a local name, or of the whole document. */
function libxml(
  source: string,
  options: { mode?: 'exclusive' | 'inclusive'; of?: string; comments?: boolean; prefixes?: string[] } = {},
): string {
  const document = XmlDocument.fromString(source);
  try {
    const settings = {
      mode: options.mode === 'exclusive' ? XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 : XmlC14NMode.XML_C14N_1_0,
      withComments: options.comments ?? false,
      ...(options.prefixes === undefined ? {} : { inclusiveNamespacePrefixes: options.prefixes }),
    };
    if (options.of === undefined) return document.canonicalizeToString(settings);
    const node = document.get(`//*[local-name()='${options.of}']`);
    if (node === null) throw new Error(`no ${options.of}`);
    return node.canonicalizeToString(settings);
  } finally {
    document.dispose();
  }
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function digest(source: string | Buffer, comments: boolean, size = 7): Promise<string> {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  return (await canonicalDigest(pieces(bytes, size), { hash: 'sha256', comments })).toString('hex');
}

function nodeOf(source: string, local: string) {
  const found = [...descendants(parseXml(source))].find((node) => node.local === local);
  if (found === undefined) throw new Error(`no ${local}`);
  return found;
}

const NESTED =
  '<a:top xmlns:a="urn:a" xmlns="urn:d" xmlns:u="urn:unused" xml:lang="fr" xml:space="preserve">' +
  '<in b="2" a:b="1" c="é&lt;&quot;&#9;&#10;&#13;&gt;" xmlns:z="urn:z">t&amp;&lt;&gt;&#13;"\'<z:x xmlns:z="urn:z" xmlns:a="urn:a"/>' +
  '<none xmlns="" k="v"><deep xmlns="urn:d"/></none><q xml:lang="en"/></in></a:top>';

describe('given an element inside a document', () => {
  const places: readonly string[] = ['top', 'in', 'x', 'none', 'deep', 'q'];
  for (const local of places) {
    it(`then the exclusive form of <${local}> is that of libxml2`, () => {
      expect(exclusiveCanonical(nodeOf(NESTED, local))).to.equal(
        libxml(NESTED, { mode: 'exclusive', of: local }),
      );
    });

    it(`then the inclusive form of <${local}> is that of libxml2`, () => {
      expect(inclusiveCanonical(nodeOf(NESTED, local))).to.equal(libxml(NESTED, { of: local }));
    });

    for (const prefixes of [['u'], ['#default', 'z'], ['a', 'u', 'nothing']]) {
      it(`then the exclusive form of <${local}> with PrefixList ${prefixes.join(' ')} is that of libxml2`, () => {
        const ours = exclusiveCanonical(nodeOf(NESTED, local), { inclusivePrefixes: prefixes });
        expect(ours).to.equal(libxml(NESTED, { mode: 'exclusive', of: local, prefixes }));
      });
    }
  }

  it('then a child that is left out leaves nothing behind', () => {
    const root = parseXml('<a><b/>t<c/></a>');
    expect(exclusiveCanonical(root, { without: nodeOf('<a/>', 'a') })).to.equal('<a><b></b>t<c></c></a>');
    const [left] = [...descendants(root)].filter(({ local }) => local === 'b');
    expect(exclusiveCanonical(root, { without: left! })).to.equal('<a>t<c></c></a>');
  });

  for (const [what, source] of [
    ['a comment', '<a><b><!-- x --></b></a>'],
    ['a processing instruction', '<a><b><?x y?></b></a>'],
    ['a relative namespace', '<a><b xmlns:r="relative"/></a>'],
    ['a relative namespace above', '<a xmlns:r="../r"><b/></a>'],
    ...[
      'http://www.w3 .org/',
      'http://www.w3.org/é',
      'http://www.w3.org/&gt;',
      'http://www:w3.org/',
      'http://www.w3.org:/',
      'http://a/b[c]',
      'http://a/%g0',
      'http://a/#b#c',
    ].map((uri) => [`a namespace ${uri}`, `<a><b xmlns:r="${uri}"/></a>`] as const),
  ] as const) {
    it(`then ${what} is refused in both forms`, () => {
      expect(() => exclusiveCanonical(nodeOf(source, 'b'))).to.throw(XmlError);
      expect(() => inclusiveCanonical(nodeOf(source, 'b'))).to.throw(XmlError);
    });
  }
});

describe('given namespaces by every form of a URI', () => {
  for (const uri of [
    'urn:hl7-org:v3',
    'http://www.w3.org/2000/09/xmldsig#',
    'http://user:word@[2001:db8::1]:8080/a;b=c/%C3%A9?d=e/f?g#h/i?j',
    'tag:example.org,2026:x',
    'file:///c:/x',
    'http://',
  ]) {
    it(`then ${uri} is taken in both forms`, () => {
      const node = nodeOf(`<a><b xmlns:r="${uri}"/></a>`, 'b');
      expect(exclusiveCanonical(node)).to.equal('<b></b>');
      expect(inclusiveCanonical(node)).to.equal(`<b xmlns:r="${uri}"></b>`);
    });
  }
});

const documents: Readonly<Record<string, string>> = {
  'markup outside the root':
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<?one a  b ?>\n<!-- before -->\n<a/>\n<!-- after --><?two?>\n',
  'comments and instructions inside': '<a>x<!-- in --><?pi?><?pi  data ?><b><!----></b></a>',
  'sections of CDATA': '<a>x<![CDATA[<&>]]]]><![CDATA[>\r\n]]>y</a>',
  'line ends': '<a>\r\n1\r2&#13;3\n<b c="\r\n\t&#10;&#9;"/></a>',
  'namespaces that come and go': NESTED,
  'declarations that say nothing new':
    '<a xmlns="urn:a" xmlns:b="urn:b"><b:c xmlns="urn:a" xmlns:b="urn:b"><d xmlns="" b:z="1" a="2"/><e xmlns:b="urn:other"><b:f/></e></b:c></a>',
  'the prefix xml declared': '<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:id="i"/>',
  'characters beyond the first plane': '<a b="𝄞">🩺 𝄞é&#x1F489;</a>',
  'a byte order mark': '\ufeff<a>é</a>',
};

describe('given a whole document', () => {
  for (const [what, source] of Object.entries(documents)) {
    for (const comments of [false, true]) {
      it(`then with ${what} its digest ${comments ? 'with' : 'without'} comments is that of libxml2's form`, async () => {
        const expected = sha256(libxml(source.replace('\ufeff', ''), { comments }));
        for (const size of [1, 5, 4096])
          expect(await digest(source, comments, size), `${size}`).to.equal(expected);
      });
    }
  }

  const name = fc.constantFrom('a', 'b', 'p:c', 'q:d');
  const text = fc.string({
    unit: fc.constantFrom('x', 'é', '&amp;', '&lt;', '&#13;', '\n', '\t', ']', 'x>', '🩺'),
    maxLength: 6,
  });
  const attributes = fc.uniqueArray(
    fc.tuple(fc.constantFrom('x', 'y', 'p:z', 'q:z'), fc.constantFrom('1', '&quot;', "'", '&#10;')),
    { selector: ([key]) => key, maxLength: 3 },
  );
  const declarations = fc
    .subarray(['xmlns="urn:d"', 'xmlns=""', 'xmlns:p="urn:p2"', 'xmlns:u="urn:u"'])
    .filter((list) => !(list.includes('xmlns="urn:d"') && list.includes('xmlns=""')));
  const { tree } = fc.letrec<{ tree: string; node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      text,
      tie('tree'),
      fc.constant('<!--c-->'),
      fc.constant('<?pi d?>'),
      fc.constant('<![CDATA[<]]>'),
    ),
    tree: fc
      .tuple(name, declarations, attributes, fc.array(tie('node'), { maxLength: 4 }))
      .map(([tag, declared, attributed, children]) => {
        const head = [tag, ...declared, ...attributed.map(([key, value]) => `${key}="${value}"`)].join(' ');
        return `<${head}>${children.join('')}</${tag}>`;
      }),
  }));

  it('then any tree gives the digest of libxml2, read in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (inner, size, comments) => {
        const source = `<r xmlns:p="urn:p" xmlns:q="urn:q">${inner}</r>`;
        expect(await digest(source, comments, size)).to.equal(sha256(libxml(source, { comments })));
      }),
      { numRuns: 300 },
    );
  });

  const refusal = async (source: Buffer | string) =>
    digest(source, true).then(
      () => 'accepted',
      (error: unknown) => (error instanceof XmlError ? error.kind : String(error)),
    );

  it('then what cannot be canonical is refused', async () => {
    expect(await refusal('<!DOCTYPE a><a/>')).to.equal('doctype');
    expect(await refusal(Buffer.from([0x3c, 0x61, 0x3e, 0xe9, 0x3c, 0x2f, 0x61, 0x3e]))).to.equal('encoding');
    expect(await refusal(Buffer.from('<a>é</a>').subarray(0, 4))).to.equal('encoding');
    expect(await refusal('<a><b></a>')).to.equal('malformed');
    expect(await refusal('<a>')).to.equal('malformed');
    expect(await refusal('<a xmlns:r="relative"/>')).to.equal('malformed');
    expect(await refusal('<a>'.repeat(200))).to.equal('limit');
  });

  const long = 'SGVsbG8g\n'.repeat(4000);
  for (const [what, source] of [
    ['plain text', `<a>${long}</a>`],
    ['accents and line ends of Windows', `<a>é${long}\r\n${long}🩺${long}</a>`],
    [
      'entities, brackets and markup',
      `<a>${long}]]&gt;${long}<b c="${long}"/>]${long}<![CDATA[${long}]]></a>`,
    ],
  ] as const) {
    it(`then a long text with ${what} gives the digest of libxml2, cut anywhere`, async () => {
      const expected = sha256(libxml(source, { comments: true }));
      for (const size of [3, 997, 16_384, 16_385, 1_000_000]) {
        expect(await digest(source, true, size), `${size}`).to.equal(expected);
      }
    });
  }

  it('then what is wrong beside a text that is passed over is refused, cut anywhere', async () => {
    const wrong = {
      malformed: [
        '<a>x]]>y</a>',
        '<a>xx</a>yy',
        'xx<a/>',
        '<a>x\u0001y</a>',
        '<a>x&y</a>',
        '<a>xx',
        '<a>x\ufffey</a>',
      ],
      doctype: ['xx<!DOCTYPE a><a/>'.slice(2)],
    };
    for (const [kind, sources] of Object.entries(wrong)) {
      for (const source of sources) {
        for (let size = 1; size <= source.length; size++) {
          const found = await digest(source, true, size).catch((error: XmlError) => error.kind);
          expect(found, `${JSON.stringify(source)} by ${size}`).to.equal(kind);
        }
      }
    }
    for (const bytes of [
      [0x3c, 0x61, 0x3e, 0x78, 0xc3, 0x78, 0x3c, 0x2f, 0x61, 0x3e],
      [0x3c, 0x61, 0x3e, 0x78, 0xa9],
    ]) {
      for (let size = 1; size <= bytes.length; size++) {
        const found = await digest(Buffer.from(bytes), true, size).catch((error: XmlError) => error.kind);
        expect(found, `by ${size}`).to.equal('encoding');
      }
    }
  });

  it('then the text of one node is taken while it is read, in a section of CDATA too', () => {
    for (const opening of ['<a>', '<a><![CDATA[']) {
      const parser = guardedParser(DOCUMENT_LIMITS, { text: () => undefined });
      parser.write(`${opening}${'x'.repeat(1000)}`);
      expect(takePartialText(parser, 10)).to.equal('x'.repeat(1000));
      parser.write('y'.repeat(10));
      expect(takePartialText(parser, 10)).to.equal('y'.repeat(10));
      expect(takePartialText(parser, 10)).to.equal('');
    }
  });

  it('then a comment that is longer than the limit is refused while it is read', () => {
    const parser = guardedParser(DOCUMENT_LIMITS, { text: () => undefined, comment: () => undefined });
    parser.write(`<a><!--${'x'.repeat(1000)}`);
    expect(() => takePartialText(parser, 999)).to.throw(XmlError);
    expect(takePartialText(parser, 1000)).to.equal('');
  });
});
