import {
  canonicalAttributes,
  canonicalDeclarations,
  canonicalText,
  demandAbsolute,
  refuseMark,
} from './canonical-text.ts';
import { isElement, type XmlAttribute, type XmlElement } from './tree.ts';

export const INCLUSIVE_C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
export const INCLUSIVE_C14N_WITH_COMMENTS = `${INCLUSIVE_C14N}#WithComments`;

/** What an element stands in: prefixes to URIs, and the `xml:` attributes of its ancestors. */
function contextOf(node: XmlElement): { scope: Map<string, string>; inherited: XmlAttribute[] } {
  const scope = new Map<string, string>();
  const inherited = new Map<string, XmlAttribute>();
  for (let at: XmlElement | undefined = node; at !== undefined; at = at.parent) {
    for (const [prefix, uri] of at.declarations) if (!scope.has(prefix)) scope.set(prefix, uri);
    for (const attribute of at.attributes) {
      if (attribute.prefix === 'xml' && !inherited.has(attribute.local)) {
        inherited.set(attribute.local, attribute);
      }
    }
  }
  return { scope, inherited: [...inherited.values()] };
}

/**
 * Canonical XML 1.0 of an element of a larger document: namespaces in scope and `xml:` attributes come with it.
 * With and without comments are the same here, since an element that holds a comment is refused.
 * @throws XmlError when it holds a comment or a processing instruction, or a relative namespace URI is in scope.
 */
export function inclusiveCanonical(root: XmlElement): string {
  let written = '';

  const write = (
    node: XmlElement,
    fresh: [string, string][],
    attributes: readonly XmlAttribute[],
    scope: ReadonlyMap<string, string>,
  ): void => {
    written += `<${node.name}${canonicalDeclarations(fresh)}${canonicalAttributes(attributes)}>`;
    for (const child of node.children) {
      if (typeof child === 'string') {
        written += canonicalText(child);
      } else if (isElement(child)) {
        const changed = changedDeclarations(child.declarations, scope);
        const below = changed.length === 0 ? scope : new Map([...scope, ...changed]);
        write(child, changed, child.attributes, below);
      } else {
        refuseMark(child.mark);
      }
    }
    written += `</${node.name}>`;
  };

  const { scope, inherited } = contextOf(root);
  for (const uri of scope.values()) demandAbsolute(uri);
  const fresh = [...scope].filter(([prefix, uri]) => prefix !== 'xml' && !(prefix === '' && uri === ''));
  const own = root.attributes.filter((attribute) => attribute.prefix !== 'xml');
  write(root, fresh, [...own, ...inherited], scope);
  return written;
}

/** The declarations of an element that change what is in scope. */
export function changedDeclarations(
  declarations: Iterable<readonly [string, string]>,
  scope: ReadonlyMap<string, string>,
): [string, string][] {
  const changed: [string, string][] = [];
  for (const [prefix, uri] of declarations) {
    demandAbsolute(uri);
    if (prefix !== 'xml' && (scope.get(prefix) ?? '') !== uri) changed.push([prefix, uri]);
  }
  return changed;
}
