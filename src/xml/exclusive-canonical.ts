import {
  canonicalAttributes,
  canonicalDeclarations,
  canonicalText,
  demandAbsolute,
  refuseMark,
} from './canonical-text.ts';
import { isElement, type XmlElement } from './tree.ts';

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export interface ExclusiveOptions {
  /** InclusiveNamespaces PrefixList; `#default` stands for the default namespace. */
  readonly inclusivePrefixes?: readonly string[];
  /** A child to leave out: the enveloped signature. */
  readonly without?: XmlElement;
}

type Scope = ReadonlyMap<string, string>;

const NOTHING: Scope = new Map();

function inScope(node: XmlElement | undefined): Scope {
  const chain: XmlElement[] = [];
  for (let at = node; at !== undefined; at = at.parent) if (at.declarations.size > 0) chain.push(at);
  const scope = new Map<string, string>();
  for (const each of chain.reverse()) for (const [prefix, uri] of each.declarations) scope.set(prefix, uri);
  return scope;
}

/**
 * Exclusive XML Canonicalization 1.0 of an element, without comments.
 * @returns the canonical text; its octets are UTF-8.
 * @throws XmlError when it holds a comment or a processing instruction, or a relative namespace URI is in scope.
 */
export function exclusiveCanonical(root: XmlElement, options: ExclusiveOptions = {}): string {
  const inclusive = new Set(
    (options.inclusivePrefixes ?? []).map((prefix) => (prefix === '#default' ? '' : prefix)),
  );
  let written = '';

  const write = (node: XmlElement, above: Scope, rendered: Scope): void => {
    for (const uri of node.declarations.values()) demandAbsolute(uri);
    const scope = node.declarations.size === 0 ? above : new Map([...above, ...node.declarations]);
    const used = new Map<string, string>([[node.prefix, node.namespace]]);
    for (const { prefix, namespace } of node.attributes) if (prefix !== '') used.set(prefix, namespace);
    for (const prefix of inclusive) {
      const uri = scope.get(prefix);
      if (uri !== undefined) used.set(prefix, uri);
    }
    const fresh: [string, string][] = [];
    for (const [prefix, uri] of used) {
      if (prefix === 'xml') continue;
      if ((rendered.get(prefix) ?? '') !== uri) fresh.push([prefix, uri]);
    }
    const now = fresh.length === 0 ? rendered : new Map([...rendered, ...fresh]);
    written += `<${node.name}${canonicalDeclarations(fresh)}${canonicalAttributes(node.attributes)}>`;
    for (const child of node.children) {
      if (typeof child === 'string') written += canonicalText(child);
      else if (!isElement(child)) refuseMark(child.mark);
      else if (child !== options.without) write(child, scope, now);
    }
    written += `</${node.name}>`;
  };

  const above = inScope(root.parent);
  for (const uri of above.values()) demandAbsolute(uri);
  write(root, above, NOTHING);
  return written;
}
