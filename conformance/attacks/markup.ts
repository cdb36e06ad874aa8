/** An XML text cut into its tags and what stands between them. It is cut, not parsed: mutants need not be well-formed. */
export type Pieces = readonly string[];

export function piecesOf(text: string): Pieces {
  return text.match(/<[^>]*>|[^<]+/g) ?? [];
}

/** The places of an element's first and last piece; the same for an empty-element tag. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Every element of a text that is well-formed, in document order. */
export function spansOf(pieces: Pieces): readonly Span[] {
  const open: number[] = [];
  const spans: Span[] = [];
  pieces.forEach((piece, at) => {
    if (!piece.startsWith('<')) return;
    if (piece.startsWith('</')) {
      const from = open.pop();
      if (from !== undefined) spans.push({ from, to: at });
    } else if (piece.endsWith('/>')) spans.push({ from: at, to: at });
    else open.push(at);
  });
  return spans.sort((left, right) => left.from - right.from);
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
}

const ATTRIBUTE = /([^\s=/<>]+)="([^"]*)"/g;

export function attributesOf(tag: string): readonly Attribute[] {
  return [...tag.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => ({ name, value }));
}

/** The same start tag with other attributes. */
export function withAttributes(tag: string, attributes: readonly Attribute[], quote = '"'): string {
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? '';
  const end = tag.endsWith('/>') ? '/>' : '>';
  return `<${name}${attributes.map((one) => ` ${one.name}=${quote}${one.value}${quote}`).join('')}${end}`;
}
