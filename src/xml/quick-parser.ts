import { SaxesParser } from 'saxes';

export type Parser = SaxesParser<{ xmlns: true; position: false }>;

/**
 * What this file and `partial-text.ts` know of the inside of saxes, which its types hide. Nobody else does, and tests that
 * compare with the parser as it is would see it if a version changed them.
 */
export interface Inside {
  /** The piece that is being read, and the index of its next character. */
  readonly chunk: string;
  i: number;
  state: number;
  /** What has been gathered of a text, an attribute value or a comment, and of a name. */
  text: string;
  name: string;
  /** How much of `]]>` has been seen. */
  forbiddenState: number;
  /** A last character that cannot be judged before the next piece. */
  readonly carriedFromPrevious: string | undefined;
  readonly textHandler: unknown;
  handleTextInRoot(): void;
  sAttribValueQuoted(): void;
  captureToChar(code: number): boolean;
  captureNameChars(): number;
  /** The elements that are open, each with the namespaces that it declares, by prefix. */
  readonly tags: readonly { readonly ns: Readonly<Record<string, string>> }[];
  /** Those that the element declares whose start is being read. */
  readonly topNS: Readonly<Record<string, string>>;
  resolve(prefix: string): string | undefined;
}

type Options = ConstructorParameters<typeof SaxesParser>[0];
const Saxes = SaxesParser as unknown as new (options: Options) => Inside;

const IN_TEXT = 1;
const IN_VALUE = 2;
const IN_NAME = 4;
const CLOSE_BRACKET = 0x5d;
/** Elements as deep as this, as nearly all are, resolve their prefixes as saxes does. */
const SHALLOW = 8;

/** Where each UTF-16 unit is a character like any other: it ends nothing, is not normalised, forbidden or half of a pair. */
const PLAIN = plainTable();

function plainTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let unit = 0; unit < table.length; unit++) {
    const character = String.fromCharCode(unit);
    // XML 1.1 forbids or normalises more of them than 1.0.
    const allowed = /[\t\n -~\u00a0-\u2027\u2029-\ud7ff\ue000-\ufffd]/.test(character);
    if (allowed && !/[<&\]>]/.test(character)) table[unit]! |= IN_TEXT;
    if (allowed && !/[<&"'\t\n]/.test(character)) table[unit]! |= IN_VALUE;
    if (/[A-Za-z0-9._:-]/.test(character)) table[unit]! |= IN_NAME;
  }
  return table;
}

/** The same for bytes of text: ASCII alone. */
const PLAIN_BYTES = PLAIN.slice(0, 0x100).map((where, byte) => (byte < 0x80 ? where & IN_TEXT : 0));

/** Whether four bytes are plain. */
function arePlain(bytes: Uint8Array, at: number): boolean {
  const first = PLAIN_BYTES[bytes[at]!]! & PLAIN_BYTES[bytes[at + 1]!]!;
  return (first & PLAIN_BYTES[bytes[at + 2]!]! & PLAIN_BYTES[bytes[at + 3]!]!) !== 0;
}

function endOfRun({ chunk, i }: Inside, where: number): number {
  let end = i;
  while (end < chunk.length && (PLAIN[chunk.charCodeAt(end)]! & where) !== 0) end++;
  return end;
}

/**
 * saxes, quicker. It judges every character itself, but runs of plain ones, which it would look at and pass, are taken at
 * once; what follows a run is left to it.
 */
class QuickParser extends Saxes {
  // Set by name from the start: a dozen properties that `on` adds by computed names make V8 keep the whole parser as a
  // hash table, and every character then costs four times as much.
  xmldeclHandler = undefined;
  override textHandler = undefined;
  piHandler = undefined;
  doctypeHandler = undefined;
  commentHandler = undefined;
  openTagStartHandler = undefined;
  attributeHandler = undefined;
  openTagHandler = undefined;
  closeTagHandler = undefined;
  cdataHandler = undefined;
  errorHandler = undefined;
  endHandler = undefined;
  readyHandler = undefined;

  override handleTextInRoot(): void {
    const end = endOfRun(this, IN_TEXT);
    if (end > this.i) {
      if (this.textHandler !== undefined) this.text += this.chunk.slice(this.i, end);
      this.i = end;
      this.forbiddenState = NOTHING_FORBIDDEN;
      if (end === this.chunk.length) return;
    }
    super.handleTextInRoot();
  }

  override sAttribValueQuoted(): void {
    const end = endOfRun(this, IN_VALUE);
    if (end > this.i) {
      this.text += this.chunk.slice(this.i, end);
      this.i = end;
      if (end === this.chunk.length) return;
    }
    super.sAttribValueQuoted();
  }

  /** A section of CDATA is read up to a bracket, other things up to characters that text may hold. */
  override captureToChar(code: number): boolean {
    if (code === CLOSE_BRACKET) {
      const end = endOfRun(this, IN_TEXT);
      this.text += this.chunk.slice(this.i, end);
      this.i = end;
    }
    return super.captureToChar(code);
  }

  override captureNameChars(): number {
    const end = endOfRun(this, IN_NAME);
    this.name += this.chunk.slice(this.i, end);
    this.i = end;
    return super.captureNameChars();
  }

  /** By depth: what has been found for prefixes below an element that is open. */
  private readonly found: { readonly above: object; readonly uris: Map<string, string | undefined> }[] = [];

  /**
   * saxes asks every element above for a prefix, so that an element costs as much as it is deep. Below a few levels, what was
   * found under an element is kept until another stands in its place.
   */
  override resolve(prefix: string): string | undefined {
    const depth = this.tags.length;
    const own = this.topNS[prefix];
    if (own !== undefined || depth <= SHALLOW) return own ?? super.resolve(prefix);
    const uris = this.foundUnder(depth);
    if (uris.has(prefix)) return uris.get(prefix);
    const above = depth - 1;
    const uri = this.tags[above]!.ns[prefix] ?? this.knownUnder(above, prefix) ?? super.resolve(prefix);
    uris.set(prefix, uri);
    return uri;
  }

  private foundUnder(depth: number): Map<string, string | undefined> {
    const above = this.tags[depth - 1]!;
    const known = this.found[depth];
    if (known?.above === above) return known.uris;
    const uris = new Map<string, string | undefined>();
    this.found[depth] = { above, uris };
    return uris;
  }

  /** What has been found under the element above that, if it is the same still. */
  private knownUnder(depth: number, prefix: string): string | undefined {
    const known = this.found[depth];
    return known !== undefined && known.above === this.tags[depth - 1] ? known.uris.get(prefix) : undefined;
  }
}

const OPTIONS = { xmlns: true, position: false } as const;
const NOTHING_FORBIDDEN = new Saxes(OPTIONS).forbiddenState;

/** A parser without handlers: namespaces on, positions off. */
export function quickParser(): Parser {
  return new QuickParser(OPTIONS) as unknown as Parser;
}

/**
 * Passes over plain text that has not been decoded: a parser that stands in text inside an element would only gather it.
 * @returns where the run that begins at `at` ends.
 */
export function passPlainText(parser: Parser, bytes: Uint8Array, at: number): number {
  const inside = insideOf(parser);
  if (inside.carriedFromPrevious !== undefined) return at;
  let end = at;
  // Four at a time while it can: this loop sees every byte of every signed document.
  const last = bytes.length - 4;
  while (end <= last && arePlain(bytes, end)) end += 4;
  while (end < bytes.length && PLAIN_BYTES[bytes[end]!] !== 0) end++;
  if (end > at) inside.forbiddenState = NOTHING_FORBIDDEN;
  return end;
}

export function insideOf(parser: Parser): Inside {
  return parser as unknown as Inside;
}
