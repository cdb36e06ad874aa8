import { expect } from 'chai';
import fc from 'fast-check';
import { MESSAGE_LIMITS, type XmlLimits } from '../../src/xml/limits.ts';
import { parseXml, parseXmlInTurns, XmlError } from '../../src/xml/parse.ts';
import { attribute, descendants, element, elements, path, text } from '../../src/xml/tree.ts';
import { escapeXml, type Markup, storedBetween, storedMarkup, xml } from '../../src/xml/write.ts';

function kindOf(source: Uint8Array | string, limits?: XmlLimits): string {
  try {
    parseXml(source, limits);
    return 'accepted';
  } catch (error) {
    return error instanceof XmlError ? error.kind : String(error);
  }
}

async function kindInTurns(source: Uint8Array | string, limits?: XmlLimits): Promise<string> {
  try {
    await parseXmlInTurns(typeof source === 'string' ? Buffer.from(source) : source, limits);
    return 'accepted';
  } catch (error) {
    return error instanceof XmlError ? error.kind : String(error);
  }
}

describe('given an XML document', () => {
  it('then its tree keeps names, prefixes, namespaces, order and parents', () => {
    const root = parseXml('<p:a xmlns:p="urn:p" xmlns="urn:d" p:x="1" y="2">one<b/>two<p:c/></p:a>');
    expect([root.name, root.prefix, root.local, root.namespace]).to.deep.equal(['p:a', 'p', 'a', 'urn:p']);
    expect([...root.declarations]).to.deep.equal([
      ['p', 'urn:p'],
      ['', 'urn:d'],
    ]);
    expect(root.attributes.map((one) => [one.name, one.namespace, one.value])).to.deep.equal([
      ['p:x', 'urn:p', '1'],
      ['y', '', '2'],
    ]);
    expect(
      root.children.map((child) => (typeof child === 'string' ? child : 'name' in child && child.name)),
    ).to.deep.equal(['one', 'b', 'two', 'p:c']);
    expect(element(root, 'b')?.namespace).to.equal('urn:d');
    expect(element(root, 'c')?.parent).to.equal(root);
    expect(root.parent).to.equal(undefined);
  });

  it('then text is whole around comments and in CDATA, and comments leave a mark', () => {
    const root = parseXml('<a>user<!-- x -->.<![CDATA[<evil>]]></a>');
    expect(text(root)).to.equal('user.<evil>');
    expect(root.children[1]).to.deep.equal({ mark: 'comment' });
  });

  it('then elements are found by name and namespace, one level down', () => {
    const root = parseXml('<a xmlns:n="urn:n"><b i="1"/><n:b i="2"/><c><b i="3"/></c></a>');
    expect(elements(root, 'b').map((one) => attribute(one, 'i'))).to.deep.equal(['1', '2']);
    expect(elements(root, 'b', 'urn:n').map((one) => attribute(one, 'i'))).to.deep.equal(['2']);
    expect(attribute(path(root, 'c', 'b'), 'i')).to.equal('3');
    expect(path(root, 'c', 'd', 'b')).to.equal(undefined);
    expect([...descendants(root)].map((one) => one.local)).to.deep.equal(['a', 'b', 'b', 'c', 'b']);
  });

  it('then a byte order mark is dropped', () => {
    expect(parseXml(Buffer.from('\ufeff<a/>')).name).to.equal('a');
  });

  const limits: XmlLimits = {
    ...MESSAGE_LIMITS,
    bytes: 2000,
    depth: 3,
    elements: 5,
    attributesPerElement: 4,
    namespacesPerElement: 2,
    nameLength: 8,
    attributeLength: 10,
  };
  const kinds: [string, Uint8Array | string, Uint8Array | string, string][] = [
    ['bytes', '<a/>'.padEnd(2000), '<a/>'.padEnd(2001), 'limit'],
    ['depth', '<a><a><a/></a></a>', '<a><a><a><a/></a></a></a>', 'limit'],
    ['elements', `<a>${'<b/>'.repeat(4)}</a>`, `<a>${'<b/>'.repeat(5)}</a>`, 'limit'],
    ['attributes', '<a b="" c="" d="" e=""/>', '<a b="" c="" d="" e="" f=""/>', 'limit'],
    ['namespaces', '<a xmlns="u" xmlns:b="u"/>', '<a xmlns="u" xmlns:b="u" xmlns:c="u"/>', 'limit'],
    ['element names', '<abcdefgh/>', '<abcdefghi/>', 'limit'],
    ['attribute names', '<a abcdefgh=""/>', '<a abcdefghi=""/>', 'limit'],
    ['attribute values', '<a b="0123456789"/>', '<a b="0123456789x"/>', 'limit'],
    ['a DOCTYPE', '<a/>', '<!DOCTYPE a><a/>', 'doctype'],
    ['a DOCTYPE with an external subset', '<a/>', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'doctype'],
    ['an encoding', Buffer.from('<a>é</a>'), Buffer.from('<a>é</a>', 'latin1'), 'encoding'],
    [
      'overlong UTF-8',
      Buffer.from('<a>/</a>'),
      Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xaf, 0x3c, 0x2f, 0x61, 0x3e]),
      'encoding',
    ],
    ['tags', '<a></a>', '<a></b>', 'malformed'],
    ['an end', '<a></a>', '<a>', 'malformed'],
    ['one root', '<a/>', '<a/><a/>', 'malformed'],
    ['nothing after the root', '<a/> ', '<a/>x', 'malformed'],
    ['attributes once', '<a b="" c=""/>', '<a b="" b=""/>', 'malformed'],
    [
      'namespaced attributes once',
      '<a xmlns:p="u" xmlns:q="v" p:b="" q:b=""/>',
      '<a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>',
      'malformed',
    ],
    ['local names that begin as names do', '<p:a xmlns:p="u"/>', '<p:0a xmlns:p="u"/>', 'malformed'],
    ['prefixes that begin as names do', '<a xmlns:p="u"/>', '<a xmlns:0p="u"/>', 'malformed'],
    ['attributes that begin as names do', '<a xmlns:p="u" p:b=""/>', '<a xmlns:p="u" p:-b=""/>', 'malformed'],
    ['prefixes that are declared', '<p:a xmlns:p="u"/>', '<p:a/>', 'malformed'],
    ['entities that exist', '<a>&lt;&#233;</a>', '<a>&eacute;</a>', 'malformed'],
    ['characters of XML', '<a>\t</a>', '<a>\u0001</a>', 'malformed'],
    ['something', '<a/>', '', 'malformed'],
  ];
  for (const [what, good, bad, kind] of kinds) {
    it(`then ${what}: accepted within, else ${kind}`, async () => {
      expect(kindOf(good, limits)).to.equal('accepted');
      expect(kindOf(bad, limits)).to.equal(kind);
      expect(await kindInTurns(good, limits)).to.equal('accepted');
      expect(await kindInTurns(bad, limits)).to.equal(kind);
    });
  }

  it('then 100,000 nested tags are refused as too deep', () => {
    expect(kindOf('<a>'.repeat(100_000))).to.equal('limit');
  });
});

describe('given an XML document that is parsed in turns', () => {
  const DOCUMENT =
    '<p:a xmlns:p="urn:p" xmlns="urn:d" b="1&#13;&amp;\r\n é😀"><!--c--><?t b?>é😀\r\n]]&gt;<![CDATA[x]]]]><p:b p:c=""/>&lt;</p:a>';

  it('then it is what it is at once, wherever the pieces end', async () => {
    for (let before = 8192 - DOCUMENT.length - 20; before <= 8192; before++) {
      const bytes = Buffer.from(`<x>${' '.repeat(before)}${DOCUMENT}</x>`);
      expect(await parseXmlInTurns(bytes), `after ${before}`).to.deep.equal(parseXml(bytes));
    }
  });

  it('then others have their turn while a large one is read, and nobody for a small one', async () => {
    const order: string[] = [];
    const other = (name: string) => setImmediate(() => order.push(name));
    const large = parseXmlInTurns(Buffer.from(`<a>${'<b c=""/>'.repeat(150_000)}</a>`)).then(() =>
      order.push('large'),
    );
    other('first');
    await large;
    const small = parseXmlInTurns(Buffer.from('<a/>')).then(() => order.push('small'));
    other('second');
    await small;
    expect(order).to.deep.equal(['first', 'large', 'small']);
  });
});

describe('given markup to write', () => {
  const value = fc
    .string({ unit: 'binary' })
    .filter((one) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(one));

  it('then any value comes back from the parser as it was, in text and in attributes', () => {
    fc.assert(
      fc.property(value, (one) => {
        const root = parseXml(xml`<a b="${one}">${one}</a>`.text);
        expect(text(root)).to.equal(one);
        expect(attribute(root, 'b')).to.equal(one);
      }),
    );
  });

  it('then markup stands as it is, lists are joined, undefined is nothing', () => {
    const none: Markup | undefined = undefined;
    const built = xml`<a>${[xml`<b/>`, '<', [1, true]]}${none}${storedMarkup('<c/>')}</a>`;
    expect(String(built)).to.equal('<a><b/>&lt;1true<c/></a>');
  });

  it('then what is kept as bytes stands as it is, however much is written around it', () => {
    const kept = ['<c>é</c>', '<d/>'].map((text) => Buffer.from(text));
    const built = storedBetween(xml`<b à="1">`, kept, xml`</b>`).within(xml`<a>`, xml`ù</a>`);
    const expected = '<a><b à="1"><c>é</c><d/></b>ù</a>';
    expect(built.text).to.equal(expected);
    expect(xml`${built}`.text).to.equal(expected);
    expect(built.bytes().equals(Buffer.from(expected))).to.equal(true);
  });

  for (const bad of ['\u0000', '\u001f', '\ufffe', '\uffff', '\ud800', 'a\udc00', '\udc00\ud800']) {
    it(`then ${JSON.stringify(bad)} cannot be written`, () => {
      expect(() => escapeXml(bad)).to.throw(RangeError);
    });
  }

  it('then a character beyond the basic plane can', () => {
    expect(escapeXml('\u{1f600}')).to.equal('\u{1f600}');
  });
});
