import { type Refusal, refuse } from '../errors.ts';
import { MESSAGE_LIMITS, type XmlLimits } from '../xml/limits.ts';
import { type Building, build, guardedParser, utf8Decoder, XmlError } from '../xml/parse.ts';
import { CDA, type CdaHeader } from './header.ts';
import { headerFromTree } from './header-from-tree.ts';

const XSLT = 'http://www.w3.org/1999/XSL/Transform';

/** A header is as small as a message; the limits end there, whatever the body weighs. */
const HEADER_LIMITS: XmlLimits = MESSAGE_LIMITS;

/** How many bytes are decoded at once: a source may hand over a whole document in one piece. */
const STEP = 16 * 1024;

/** How many elements may stand around a ClinicalDocument that a stylesheet carries. */
const DEEPEST_CARRIER = 3;

/** Ends the parse in the middle of a piece, so that what follows is neither read nor judged. */
class Enough extends Error {}

/** What an XmlError is called where the caller can read it. */
const PUBLIC: Record<XmlError['kind'], string> = {
  encoding: 'UTF-8',
  doctype: 'DOCTYPE',
  limit: 'XML: limites',
  malformed: 'XML',
};

class HeaderReader {
  document: Building | undefined;
  current: Building | undefined;
  selfPresenting = false;
  body: CdaHeader['body'] = { kind: 'none' };
  notCda = false;
  /** Depth below the root while outside the ClinicalDocument, below `component` once in the body. */
  outside = 0;
  inBody = 0;
  readonly parser = guardedParser(HEADER_LIMITS, {
    open: (tag) => {
      if (this.document === undefined) this.beforeDocument(tag);
      else if (this.inBody > 0) this.openInBody(tag);
      else if (this.current === this.document && tag.local === 'component' && tag.uri === CDA)
        this.inBody = 1;
      else {
        const node = build(tag, this.current);
        this.current?.children.push(node);
        this.current = node;
      }
    },
    close: () => {
      if (this.document === undefined) this.outside--;
      else if (this.inBody > 0) this.inBody--;
      else if (this.current === this.document) throw new Enough();
      else this.current = this.current?.parent as Building | undefined;
    },
    text: (value) => {
      if (this.inBody === 0) this.current?.children.push(value);
    },
  });

  private beforeDocument(tag: Parameters<typeof build>[0]): void {
    if (tag.local === 'ClinicalDocument' && tag.uri === CDA && this.outside <= DEEPEST_CARRIER) {
      this.document = build(tag, undefined);
      this.current = this.document;
      return;
    }
    if (this.outside === 0) {
      if (tag.local !== 'stylesheet' || tag.uri !== XSLT) this.fail();
      this.selfPresenting = true;
    }
    this.outside++;
  }

  private openInBody(tag: Parameters<typeof build>[0]): void {
    this.inBody++;
    if (this.inBody === 2 && tag.local === 'structuredBody') {
      this.body = { kind: 'structured' };
      throw new Enough();
    }
    if (this.inBody === 2 && tag.local === 'nonXMLBody') this.body = { kind: 'unstructured' };
    if (this.inBody === 3 && tag.local === 'text' && this.body.kind === 'unstructured') {
      const mediaType = tag.attributes.mediaType?.value;
      if (mediaType !== undefined) this.body = { kind: 'unstructured', mediaType };
      throw new Enough();
    }
  }

  private fail(): never {
    this.notCda = true;
    throw new Enough();
  }
}

async function feed(reader: HeaderReader, source: AsyncIterable<Uint8Array>): Promise<void> {
  const decode = utf8Decoder();
  let read = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += STEP) {
      const piece = chunk.subarray(at, at + STEP);
      read += piece.length;
      if (read > HEADER_LIMITS.bytes) throw new XmlError('limit', 'no body within the limit of a header');
      reader.parser.write(decode(piece));
    }
  }
  reader.parser.write(decode()).close();
}

/**
 * Reads the header of a CDA document, and stops where its body begins; the source is closed then.
 * @param source the document, from its first byte.
 * @returns the header, or InvalidDocumentContent: no CDA, not well formed, not UTF-8, a DOCTYPE, a limit broken.
 * @throws whatever the source throws.
 */
export async function readCdaHeader(source: AsyncIterable<Uint8Array>): Promise<CdaHeader | Refusal> {
  const reader = new HeaderReader();
  try {
    await feed(reader, source);
  } catch (error) {
    if (error instanceof XmlError) {
      return refuse('InvalidDocumentContent', `CDA: ${error.kind}: ${error.message}`, {
        about: PUBLIC[error.kind],
      });
    }
    if (!(error instanceof Enough)) throw error;
  }
  if (reader.document === undefined || reader.notCda) {
    return refuse('InvalidDocumentContent', 'the root element is no ClinicalDocument', {
      about: 'ClinicalDocument',
    });
  }
  return headerFromTree(reader.document, reader.body, reader.selfPresenting);
}
