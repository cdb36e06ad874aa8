import { setImmediate } from 'node:timers/promises';
import type { SaxesTagNS } from 'saxes';
import { MESSAGE_LIMITS, type XmlLimits } from './limits.ts';
import { type Parser, quickParser } from './quick-parser.ts';
import type { XmlAttribute, XmlElement, XmlNode } from './tree.ts';
import { Utf8Stream } from './utf8.ts';

/** Bytes that are parsed before the clock is looked at: the worst take some milliseconds. */
const PIECE = 8 * 1024;
/** How long a turn lasts, but for its last piece. */
const TURN_MS = 10;

/** Why a document was refused. `detail` is for the log. */
export class XmlError extends Error {
  readonly kind: 'encoding' | 'doctype' | 'limit' | 'malformed';
  constructor(kind: XmlError['kind'], detail: string) {
    super(detail);
    this.kind = kind;
  }
}

export interface XmlHandlers {
  open?(element: SaxesTagNS): void;
  close?(element: SaxesTagNS): void;
  text?(text: string): void;
  comment?(text: string): void;
  processingInstruction?(target: string, body: string): void;
}

/** What may stand in a name and not begin one (XML 4 to 4a). */
const NOT_FIRST = /[-.0-9]|\u00b7|[\u0300-\u036f]|[\u203f\u2040]/;

/** Whether what follows a prefix begins as a name does (Namespaces in XML 7), which saxes asks of the whole name only. */
function isQualifiedName(name: string): boolean {
  const local = name.indexOf(':') + 1;
  return local === 0 || !NOT_FIRST.test(name.charAt(local));
}

/** The one parser of the house: namespaces on, DOCTYPE refused, limits held before anything is built. Throws XmlError. */
export function guardedParser(limits: XmlLimits, handlers: XmlHandlers): Parser {
  const parser = quickParser();
  let depth = 0;
  let count = 0;
  let attributes = 0;
  let declarations = 0;
  let inScope = 0;
  /** Of each element that is open. */
  const declared: number[] = [];
  const refuse = (kind: XmlError['kind'], detail: string): never => {
    throw new XmlError(kind, detail);
  };
  parser.on('error', (error) => refuse('malformed', error.message));
  parser.on('doctype', () => refuse('doctype', 'DOCTYPE'));
  parser.on('opentagstart', (tag) => {
    attributes = 0;
    declarations = 0;
    declared.push(0);
    if (++depth > limits.depth) refuse('limit', `deeper than ${limits.depth}`);
    if (++count > limits.elements) refuse('limit', `more than ${limits.elements} elements`);
    if (tag.name.length > limits.nameLength) refuse('limit', 'element name too long');
    if (!isQualifiedName(tag.name)) refuse('malformed', 'element name');
  });
  parser.on('attribute', (attribute) => {
    if (++attributes > limits.attributesPerElement) refuse('limit', 'too many attributes');
    if (attribute.name === 'xmlns' || attribute.prefix === 'xmlns') {
      if (++declarations > limits.namespacesPerElement) refuse('limit', 'too many namespaces');
      if (++inScope > limits.namespacesInScope) refuse('limit', 'too many namespaces in scope');
      declared[declared.length - 1] = declarations;
    }
    if (attribute.name.length > limits.nameLength) refuse('limit', 'attribute name too long');
    if (!isQualifiedName(attribute.name)) refuse('malformed', 'attribute name');
    if (attribute.value.length > limits.attributeLength) refuse('limit', 'attribute too long');
  });
  if (handlers.open) parser.on('opentag', handlers.open.bind(handlers));
  parser.on('closetag', (tag) => {
    depth--;
    inScope -= declared.pop() ?? 0;
    handlers.close?.(tag);
  });
  if (handlers.text) {
    const onText = handlers.text.bind(handlers);
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  if (handlers.comment) parser.on('comment', handlers.comment.bind(handlers));
  parser.on('processinginstruction', (pi) => handlers.processingInstruction?.(pi.target, pi.body));
  return parser;
}

/** An element while its children arrive. */
export interface Building {
  name: string;
  prefix: string;
  local: string;
  namespace: string;
  attributes: XmlAttribute[];
  declarations: ReadonlyMap<string, string>;
  children: XmlNode[];
  parent: XmlElement | undefined;
}

/** What most elements declare, shared by all of them. */
const NO_DECLARATIONS: ReadonlyMap<string, string> = new Map();

/** Starts an element of the tree, for readers that keep only a part of a document. */
export function build(tag: SaxesTagNS, parent: XmlElement | undefined): Building {
  const attributes: XmlAttribute[] = [];
  let declarations: Map<string, string> | undefined;
  for (const name in tag.attributes) {
    const { prefix, local, uri, value } = tag.attributes[name]!;
    if (name === 'xmlns' || prefix === 'xmlns') {
      declarations ??= new Map();
      declarations.set(name === 'xmlns' ? '' : local, value);
    } else attributes.push({ name, prefix, local, namespace: uri, value });
  }
  const { name, prefix, local, uri } = tag;
  return {
    name,
    prefix,
    local,
    namespace: uri,
    attributes,
    declarations: declarations ?? NO_DECLARATIONS,
    children: [],
    parent,
  };
}

/** Makes a decoder of strict UTF-8, piece by piece; without a piece it ends. Throws XmlError for any other encoding. */
export function utf8Decoder(): (piece?: Uint8Array) => string {
  const stream = new Utf8Stream();
  return (piece) => {
    const decoded = piece === undefined ? stream.end() : stream.decode(piece);
    if (decoded === undefined) throw new XmlError('encoding', 'not UTF-8');
    return decoded;
  };
}

/** Builds the tree of one document out of its text, which may come piece by piece. Both functions throw XmlError. */
function treeReader(limits: XmlLimits): { write(text: string): void; end(): XmlElement } {
  let root: Building | undefined;
  let current: Building | undefined;
  const parser = guardedParser(limits, {
    open(tag) {
      const node = build(tag, current);
      if (current === undefined) root = node;
      else current.children.push(node);
      current = node;
    },
    close() {
      current = current?.parent as Building | undefined;
    },
    text(value) {
      if (current === undefined) return;
      const last = current.children.length - 1;
      if (typeof current.children[last] === 'string') current.children[last] += value;
      else current.children.push(value);
    },
    comment() {
      current?.children.push({ mark: 'comment' });
    },
    processingInstruction() {
      current?.children.push({ mark: 'processing-instruction' });
    },
  });
  return {
    write: (text) => void parser.write(text),
    end() {
      parser.close();
      if (root === undefined) throw new XmlError('malformed', 'no root element');
      return root;
    },
  };
}

function demandSize(size: number, limits: XmlLimits): void {
  if (size > limits.bytes) throw new XmlError('limit', `larger than ${limits.bytes}`);
}

/**
 * Parses one document into a tree.
 * @param source bytes (strict UTF-8) or text already decoded.
 * @returns the root element.
 * @throws XmlError when it is not UTF-8, has a DOCTYPE, breaks a limit or is not well formed.
 */
export function parseXml(source: Uint8Array | string, limits: XmlLimits = MESSAGE_LIMITS): XmlElement {
  demandSize(source.length, limits);
  const reader = treeReader(limits);
  if (typeof source === 'string') reader.write(source);
  else {
    const decode = utf8Decoder();
    reader.write(decode(source) + decode());
  }
  return reader.end();
}

/**
 * Parses one document into a tree, in turns with the other work of the process: for what anybody may send, and whose
 * reading may take longer than others should wait.
 * @param bytes strict UTF-8.
 * @returns the root element, as `parseXml` does.
 * @throws XmlError as `parseXml` does.
 */
export async function parseXmlInTurns(
  bytes: Uint8Array,
  limits: XmlLimits = MESSAGE_LIMITS,
): Promise<XmlElement> {
  demandSize(bytes.length, limits);
  const reader = treeReader(limits);
  const decode = utf8Decoder();
  let begun = performance.now();
  for (let at = 0; at < bytes.length; at += PIECE) {
    if (performance.now() - begun > TURN_MS) {
      await setImmediate();
      begun = performance.now();
    }
    reader.write(decode(bytes.subarray(at, at + PIECE)));
  }
  reader.write(decode());
  return reader.end();
}
