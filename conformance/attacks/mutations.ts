import { attributesOf, type Pieces, piecesOf, type Span, spansOf, withAttributes } from './markup.ts';

/** One way to change a signed assertion; undefined where it cannot be done to this one. */
export interface Mutation {
  readonly name: string;
  readonly mutate: (text: string, dice: Dice) => string | undefined;
}

/** What mutations choose with. */
export interface Dice {
  /** A whole number from 0, below `count`. */
  below(count: number): number;
  pick<T>(list: readonly T[]): T | undefined;
  /** Another assertion that is signed as well, by somebody else. */
  readonly other: string;
}

const ALGORITHMS = [
  'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
  'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2000/09/xmldsig#sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  'http://www.w3.org/TR/1999/REC-xslt-19991116',
  'http://www.w3.org/TR/1999/REC-xpath-19991116',
  '',
] as const;
const LETTERS = 'abcXYZ019 <>&"\'=#/:\u0000\u00e9\u200b';

const joined = (pieces: Pieces, at: number, count: number, ...instead: readonly string[]): string =>
  [...pieces.slice(0, at), ...instead, ...pieces.slice(at + count)].join('');
const textOf = (pieces: Pieces, { from, to }: Span): string => pieces.slice(from, to + 1).join('');
const length = ({ from, to }: Span): number => to - from + 1;

/** A mutation of a text at one of its characters. */
function atCharacter(name: string, change: (text: string, at: number, dice: Dice) => string): Mutation {
  return { name, mutate: (text, dice) => change(text, dice.below(text.length), dice) };
}

/** A mutation of one element below the root. */
function ofElement(
  name: string,
  change: (pieces: Pieces, span: Span, dice: Dice, spans: readonly Span[]) => string | undefined,
): Mutation {
  return {
    name,
    mutate(text, dice) {
      const pieces = piecesOf(text);
      const [, ...spans] = spansOf(pieces);
      const span = dice.pick(spans);
      return span === undefined ? undefined : change(pieces, span, dice, spans);
    },
  };
}

/** A mutation of one start tag that has attributes. */
function ofTag(name: string, change: (tag: string, dice: Dice) => string | undefined): Mutation {
  return {
    name,
    mutate(text, dice) {
      const pieces = piecesOf(text);
      const at = dice.pick([...pieces.keys()].filter((place) => attributesOf(pieces[place]!).length > 0));
      const changed = at === undefined ? undefined : change(pieces[at]!, dice);
      return at === undefined || changed === undefined ? undefined : joined(pieces, at, 1, changed);
    },
  };
}

/** A mutation of one run of text. */
function ofText(name: string, change: (text: string, at: number) => string): Mutation {
  return {
    name,
    mutate(text, dice) {
      const pieces = piecesOf(text);
      const at = dice.pick([...pieces.keys()].filter((place) => !pieces[place]!.startsWith('<')));
      if (at === undefined) return undefined;
      const piece = pieces[at]!;
      return joined(pieces, at, 1, change(piece, dice.below(piece.length)));
    },
  };
}

/** Puts the first text between these tags of the other assertion in the place of this one's. */
function fromOther(local: string): Mutation {
  const element = new RegExp(`<ds:${local}(?: [^>]*)?>[^]*?</ds:${local}>`);
  return {
    name: `${local} of another assertion`,
    mutate: (text, { other }) => {
      const theirs = element.exec(other)?.[0];
      return theirs === undefined ? undefined : text.replace(element, () => theirs);
    },
  };
}

/** Everything that is done to an assertion. */
export const MUTATIONS: readonly Mutation[] = [
  atCharacter('a character replaced', (text, at, dice) => {
    const letter = LETTERS[dice.below(LETTERS.length)]!;
    return `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
  }),
  atCharacter('a character removed', (text, at) => text.slice(0, at) + text.slice(at + 1)),
  atCharacter('a character twice', (text, at) => text.slice(0, at + 1) + text.slice(at)),
  atCharacter('two characters swapped', (text, at) =>
    [text.slice(0, at), text[at + 1] ?? '', text[at], text.slice(at + 2)].join(''),
  ),
  atCharacter('cut short', (text, at) => text.slice(0, at)),
  ofElement('an element removed', (pieces, span) => joined(pieces, span.from, length(span))),
  ofElement('an element repeated', (pieces, span) => joined(pieces, span.to + 1, 0, textOf(pieces, span))),
  ofElement('an element moved', (pieces, span, dice, spans) => {
    const outside = spans.filter(({ from }) => from < span.from || from > span.to);
    const before = dice.pick(outside);
    if (before === undefined) return undefined;
    const moved = textOf(pieces, span);
    const rest = pieces.map((piece, at) => (at >= span.from && at <= span.to ? '' : piece));
    rest[before.from] = moved + rest[before.from]!;
    return rest.join('');
  }),
  ofElement('an element copied into another', (pieces, span, dice, spans) => {
    const into = dice.pick(spans.filter(({ from, to }) => from !== to));
    return into === undefined ? undefined : joined(pieces, into.from + 1, 0, textOf(pieces, span));
  }),
  ofElement('an element emptied', (pieces, span) =>
    span.from === span.to ? undefined : joined(pieces, span.from + 1, length(span) - 2),
  ),
  ofElement('an element unwrapped', (pieces, span) =>
    span.from === span.to
      ? undefined
      : joined(pieces, span.from, length(span), ...pieces.slice(span.from + 1, span.to)),
  ),
  ofElement('an element wrapped in another', (pieces, span) =>
    joined(pieces, span.from, length(span), `<w>${textOf(pieces, span)}</w>`),
  ),
  ofElement('an element in another namespace', (pieces, span) => {
    const open = pieces[span.from]!.replace(/^<(?:[^\s:/>]+:)?([^\s/>]+)/, '<$1 xmlns="urn:evil"');
    if (span.from === span.to) return joined(pieces, span.from, 1, open);
    const close = pieces[span.to]!.replace(/^<\/(?:[^\s:>]+:)?/, '</');
    return joined(pieces, span.from, length(span), open, ...pieces.slice(span.from + 1, span.to), close);
  }),
  ofElement('the whole of another assertion inside', (pieces, span, { other }) =>
    joined(pieces, span.to + 1, 0, other),
  ),
  ofElement('an element of ID type added', (pieces, span) => {
    const id = /ID="([^"]*)"/.exec(pieces[0]!)?.[1] ?? '';
    return joined(pieces, span.to + 1, 0, `<x Id="${id}"/>`);
  }),
  ofTag('an attribute removed', (tag, dice) => {
    const attributes = attributesOf(tag);
    const gone = dice.pick(attributes);
    return withAttributes(
      tag,
      attributes.filter((one) => one !== gone),
    );
  }),
  ofTag('an attribute changed', (tag, dice) => {
    const attributes = attributesOf(tag);
    const changed = dice.pick(attributes);
    return withAttributes(
      tag,
      attributes.map((one) => (one === changed ? { ...one, value: `${one.value}x` } : one)),
    );
  }),
  ofTag('an attribute twice', (tag, dice) => {
    const attributes = attributesOf(tag);
    const repeated = dice.pick(attributes);
    return repeated === undefined ? undefined : withAttributes(tag, [...attributes, repeated]);
  }),
  ofTag('an attribute added', (tag) =>
    withAttributes(tag, [...attributesOf(tag), { name: 'a', value: 'b' }]),
  ),
  ofTag('an algorithm changed', (tag, dice) => {
    const attributes = attributesOf(tag);
    if (!attributes.some(({ name }) => name === 'Algorithm')) return undefined;
    const value = dice.pick(ALGORITHMS) ?? '';
    return withAttributes(
      tag,
      attributes.map((one) => (one.name === 'Algorithm' ? { ...one, value } : one)),
    );
  }),
  ofTag('a namespace bound to another', (tag, dice) => {
    const attributes = attributesOf(tag);
    const bound = dice.pick(attributes.filter(({ name }) => name.startsWith('xmlns')));
    if (bound === undefined) return undefined;
    return withAttributes(
      tag,
      attributes.map((one) => (one === bound ? { ...one, value: 'urn:evil' } : one)),
    );
  }),
  ofTag('a namespace declared that nobody uses', (tag) =>
    withAttributes(tag, [{ name: 'xmlns:unused', value: 'urn:unused' }, ...attributesOf(tag)]),
  ),
  ofTag('a relative namespace declared', (tag) =>
    withAttributes(tag, [{ name: 'xmlns:r', value: 'relative' }, ...attributesOf(tag)]),
  ),
  ofTag('attributes in another order', (tag) => withAttributes(tag, [...attributesOf(tag)].reverse())),
  ofTag('single quotes', (tag) =>
    attributesOf(tag).some(({ value }) => value.includes("'"))
      ? undefined
      : withAttributes(tag, attributesOf(tag), "'"),
  ),
  ofText('a comment in a text', (text, at) => `${text.slice(0, at)}<!-- x -->${text.slice(at)}`),
  ofText('a processing instruction in a text', (text, at) => `${text.slice(0, at)}<?x y?>${text.slice(at)}`),
  ofText('a text as CDATA', (text) => (text.includes('&') ? text : `<![CDATA[${text}]]>`)),
  ofText('a character as a reference', (text, at) =>
    /[a-zA-Z0-9]/.test(text[at]!) && !text.includes('&')
      ? `${text.slice(0, at)}&#x${text.charCodeAt(at).toString(16)};${text.slice(at + 1)}`
      : text,
  ),
  ofText('a text changed', (text, at) => `${text.slice(0, at)}9${text.slice(at + 1)}`),
  ofText('white space in a text', (text, at) => `${text.slice(0, at)} \n${text.slice(at)}`),
  ofText('white space of another kind', (text, at) => `${text.slice(0, at)}\u00a0${text.slice(at)}`),
  fromOther('SignatureValue'),
  fromOther('DigestValue'),
  fromOther('X509Certificate'),
  fromOther('KeyInfo'),
  fromOther('SignedInfo'),
  fromOther('Signature'),
  {
    name: 'a transform removed',
    mutate: (text, dice) => {
      const transforms = [...text.matchAll(/<ds:Transform [^>]*\/>/g)].map(([found]) => found);
      const gone = dice.pick(transforms);
      return gone === undefined ? undefined : text.replace(gone, '');
    },
  },
  {
    name: 'a transform added',
    mutate: (text, dice) =>
      text.replace(
        '</ds:Transforms>',
        `<ds:Transform Algorithm="${dice.pick(ALGORITHMS)}"/></ds:Transforms>`,
      ),
  },
  { name: 'a reference to the whole', mutate: (text) => text.replace(/URI="#[^"]*"/, 'URI=""') },
  {
    name: 'a reference by XPointer',
    mutate: (text) => text.replace(/URI="#([^"]*)"/, `URI="#xpointer(id('$1'))"`),
  },
  { name: 'a document type', mutate: (text) => `<!DOCTYPE a [<!ENTITY e "x">]>${text}` },
  { name: 'a byte order mark inside', mutate: (text) => `\ufeff${text}` },
];
