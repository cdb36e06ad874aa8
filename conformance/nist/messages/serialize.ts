import { isElement, type XmlElement } from '../../../src/xml/tree.ts';
import { escapeXml } from '../../../src/xml/write.ts';

function inScope(node: XmlElement | undefined): Map<string, string> {
  if (node === undefined) return new Map();
  const scope = inScope(node.parent);
  for (const [prefix, uri] of node.declarations) scope.set(prefix, uri);
  return scope;
}

function write(node: XmlElement, declarations: ReadonlyMap<string, string>): string {
  let head = `<${node.name}`;
  for (const [prefix, uri] of declarations) {
    head += ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeXml(uri)}"`;
  }
  for (const { name, value } of node.attributes) head += ` ${name}="${escapeXml(value)}"`;
  let content = '';
  for (const child of node.children) {
    if (typeof child === 'string') content += escapeXml(child);
    else if (isElement(child)) content += write(child, child.declarations);
  }
  return content === '' ? `${head}/>` : `${head}>${content}</${node.name}>`;
}

/** The text of an element that can stand alone: every namespace in scope is declared on it. Comments are left out. */
export function serialize(node: XmlElement): string {
  return write(node, inScope(node));
}
