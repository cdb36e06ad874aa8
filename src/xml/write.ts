/** XML that is already escaped. Only this file makes it, so that nothing reaches the wire unescaped. */
export class Markup {
  private readonly written: string;
  constructor(text: string) {
    this.written = text;
  }
  get text(): string {
    return this.written;
  }
  /** As it goes out, in UTF-8. */
  bytes(): Buffer {
    return Buffer.from(this.text, 'utf8');
  }
  /** The same inside something else. */
  within(before: Markup, after: Markup): Markup {
    return new Markup(before.text + this.text + after.text);
  }
  toString(): string {
    return this.text;
  }
}

/** Markup around renderings that are kept as bytes: these go out as they are, neither decoded nor encoded again. */
class MarkupAround extends Markup {
  private readonly stored: readonly Uint8Array[];
  private readonly after: string;
  constructor(before: string, stored: readonly Uint8Array[], after: string) {
    super(before);
    this.stored = stored;
    this.after = after;
  }
  override get text(): string {
    return this.bytes().toString('utf8');
  }
  override bytes(): Buffer {
    return Buffer.concat([Buffer.from(super.text, 'utf8'), ...this.stored, Buffer.from(this.after, 'utf8')]);
  }
  override within(before: Markup, after: Markup): Markup {
    return new MarkupAround(before.text + super.text, this.stored, this.after + after.text);
  }
}

/** What is escaped or may be forbidden: a value without any of it, as most are, is looked at once. */
const SUSPECT = /[&<>"'\u0000-\u001f\ud800-\udfff\ufffe\uffff]/;
const SPECIALS = /[&<>"'\t\n\r]/g;
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Escapes a value for text and attributes alike. Throws on a character that XML 1.0 cannot carry. */
export function escapeXml(value: string): string {
  if (!SUSPECT.test(value)) return value;
  if (FORBIDDEN.test(value)) throw new RangeError('a character that XML cannot carry');
  return value.replace(SPECIALS, (character) => ESCAPES[character]!);
}

export type Interpolation = Markup | string | number | boolean | undefined | readonly Interpolation[];

function render(value: Interpolation): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) {
    let joined = '';
    for (const item of value) joined += render(item);
    return joined;
  }
  return escapeXml(String(value));
}

/** Builds XML: literal parts stand as written, every interpolated value is escaped unless it is Markup. `undefined` writes nothing. */
export function xml(strings: TemplateStringsArray, ...values: Interpolation[]): Markup {
  let built = strings[0]!;
  for (let at = 0; at < values.length; at++) built += render(values[at]) + strings[at + 1]!;
  return new Markup(built);
}

/** Takes renderings that this server wrote earlier, in UTF-8, back as markup between two others. */
export function storedBetween(before: Markup, stored: readonly Uint8Array[], after: Markup): Markup {
  return new MarkupAround(before.text, stored, after.text);
}

/** Takes text that this server wrote earlier (a stored rendering) back as markup. */
export function storedMarkup(text: string): Markup {
  return new Markup(text);
}
