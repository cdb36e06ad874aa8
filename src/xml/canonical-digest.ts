import { createHash, type Hash } from 'node:crypto';
import type { SaxesTagNS } from 'saxes';
import { canonicalAttributes, canonicalDeclarations, canonicalText } from './canonical-text.ts';
import { changedDeclarations } from './inclusive-canonical.ts';
import { DOCUMENT_LIMITS } from './limits.ts';
import { guardedParser, utf8Decoder } from './parse.ts';
import { isInText, takePartialText } from './partial-text.ts';
import { passPlainText } from './quick-parser.ts';

export interface CanonicalDigestOptions {
  /** Of node:crypto: `sha1`, `sha256`… */
  readonly hash: string;
  /** Canonical XML 1.0 `#WithComments`. */
  readonly comments: boolean;
}

const GATHERED = 64 * 1024;
/** How much is decoded and parsed at once before a text is looked for. */
const STEP = 4 * 1024;

/** Gathers small pieces, so that the hash sees few large ones. */
class Digest {
  private readonly hash: Hash;
  private pieces = '';

  constructor(hash: string) {
    this.hash = createHash(hash);
  }

  add(text: string): void {
    this.pieces += text;
    if (this.pieces.length > GATHERED) this.flush();
  }

  /** Plain text as it came: its canonical form is itself. */
  addBytes(bytes: Uint8Array): void {
    this.flush();
    this.hash.update(bytes);
  }

  flush(): void {
    if (this.pieces === '') return;
    this.hash.update(this.pieces, 'utf8');
    this.pieces = '';
  }

  end(): Buffer {
    this.flush();
    return this.hash.digest();
  }
}

/** Writes the canonical form (XML-C14N 1.0, whole document) of what a parser reports. */
class CanonicalWriter {
  private readonly digest: Digest;
  private readonly comments: boolean;
  private readonly scopes: ReadonlyMap<string, string>[] = [new Map()];
  private rootSeen = false;

  constructor(digest: Digest, comments: boolean) {
    this.digest = digest;
    this.comments = comments;
  }

  get inRoot(): boolean {
    return this.scopes.length > 1;
  }

  open(tag: SaxesTagNS): void {
    this.rootSeen = true;
    const scope = this.scopes.at(-1)!;
    const declarations: [string, string][] = [];
    const attributes: { name: string; local: string; namespace: string; value: string }[] = [];
    for (const name in tag.attributes) {
      const { prefix, local, uri, value } = tag.attributes[name]!;
      if (name === 'xmlns') declarations.push(['', value]);
      else if (prefix === 'xmlns') declarations.push([local, value]);
      else attributes.push({ name, local, namespace: uri, value });
    }
    const changed = changedDeclarations(declarations, scope);
    this.scopes.push(changed.length === 0 ? scope : new Map([...scope, ...changed]));
    this.digest.add(`<${tag.name}${canonicalDeclarations(changed)}${canonicalAttributes(attributes)}>`);
  }

  close(tag: SaxesTagNS): void {
    this.scopes.pop();
    this.digest.add(`</${tag.name}>`);
  }

  text(text: string): void {
    if (this.inRoot) this.digest.add(canonicalText(text));
  }

  comment(text: string): void {
    if (this.comments) this.outside(`<!--${text}-->`);
  }

  processingInstruction(target: string, body: string): void {
    this.outside(`<?${target}${body === '' ? '' : ` ${body}`}?>`);
  }

  /** Beside the root element each stands on a line of its own (XML-C14N 2.3). */
  private outside(markup: string): void {
    if (this.inRoot) this.digest.add(markup);
    else this.digest.add(this.rootSeen ? `\n${markup}` : `${markup}\n`);
  }
}

/**
 * The digest of the canonical form (Canonical XML 1.0) of a whole document, read once as a stream: memory stays flat
 * whatever the size of the document and of its texts. Plain text is neither decoded nor encoded again.
 * @param source the document's bytes, strict UTF-8.
 * @throws XmlError when it is not UTF-8, has a DOCTYPE, breaks DOCUMENT_LIMITS or is not well formed.
 */
export async function canonicalDigest(
  source: AsyncIterable<Uint8Array>,
  { hash, comments }: CanonicalDigestOptions,
): Promise<Buffer> {
  const digest = new Digest(hash);
  const writer = new CanonicalWriter(digest, comments);
  const parser = guardedParser(DOCUMENT_LIMITS, {
    open: (tag) => writer.open(tag),
    close: (tag) => writer.close(tag),
    text: (text) => writer.text(text),
    comment: (text) => writer.comment(text),
    processingInstruction: (target, body) => writer.processingInstruction(target, body),
  });
  const decode = utf8Decoder();
  const parse = (text: string): void => {
    parser.write(text);
    writer.text(takePartialText(parser, DOCUMENT_LIMITS.attributeLength));
  };
  // Whether the decoder surely holds no beginning of a character.
  let betweenCharacters = true;
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; ) {
      if (betweenCharacters && writer.inRoot && isInText(parser)) {
        const end = passPlainText(parser, bytes, at);
        if (end > at) digest.addBytes(bytes.subarray(at, end));
        at = end;
      }
      const piece = bytes.subarray(at, at + STEP);
      if (piece.length > 0) {
        parse(decode(piece));
        betweenCharacters = piece[piece.length - 1]! < 0x80;
      }
      at += piece.length;
    }
  }
  parse(decode());
  parser.close();
  return digest.end();
}
