/** One element of the tree that every reader shares: routing, signature and metadata see the same parse. */
export interface XmlAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  readonly value: string;
}

/** Stands for a comment or a processing instruction, so that a signature check can refuse them. */
export interface XmlMark {
  readonly mark: 'comment' | 'processing-instruction';
}

export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  /** Attributes without namespace declarations, in document order. */
  readonly attributes: readonly XmlAttribute[];
  /** Namespace declarations of this element: prefix (`''` for the default) to URI. */
  readonly declarations: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | undefined;
}

export type XmlNode = XmlElement | string | XmlMark;

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string' && !('mark' in node);
}

/** Child elements, all or those of one name. `namespace` undefined takes any. */
export function elements(parent: XmlElement, local?: string, namespace?: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of parent.children) {
    if (!isElement(child)) continue;
    if (local !== undefined && child.local !== local) continue;
    if (namespace !== undefined && child.namespace !== namespace) continue;
    found.push(child);
  }
  return found;
}

/** The first child element of that name. */
export function element(
  parent: XmlElement | undefined,
  local: string,
  namespace?: string,
): XmlElement | undefined {
  if (parent === undefined) return undefined;
  for (const child of parent.children) {
    if (
      isElement(child) &&
      child.local === local &&
      (namespace === undefined || child.namespace === namespace)
    ) {
      return child;
    }
  }
  return undefined;
}

/** Follows one child name after another. */
export function path(parent: XmlElement | undefined, ...locals: string[]): XmlElement | undefined {
  let current = parent;
  for (const local of locals) current = element(current, local);
  return current;
}

/** An attribute without namespace. */
export function attribute(node: XmlElement | undefined, name: string): string | undefined {
  return node?.attributes.find((candidate) => candidate.name === name)?.value;
}

/** The whole text under an element, untrimmed. */
export function text(node: XmlElement | undefined): string {
  if (node === undefined) return '';
  let whole = '';
  for (const child of node.children) {
    if (typeof child === 'string') whole += child;
    else if (isElement(child)) whole += text(child);
  }
  return whole;
}

/** Every element below and including this one, in document order. */
export function* descendants(node: XmlElement): Generator<XmlElement> {
  // A stack of its own: a generator within a generator would pay for each element at every level.
  const waiting: XmlElement[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (let at = next.children.length - 1; at >= 0; at--) {
      const child = next.children[at]!;
      if (isElement(child)) waiting.push(child);
    }
  }
}
