import { isElement, type XmlAttribute, type XmlElement, type XmlNode } from '../../../src/xml/tree.ts';

export interface Changes {
  readonly attribute?: (owner: XmlElement, attribute: XmlAttribute) => string;
  readonly text?: (owner: XmlElement, text: string) => string;
  /** Text instead of all that an element holds. */
  readonly content?: (element: XmlElement) => string | undefined;
  /** Attributes to leave out. */
  readonly withoutAttribute?: (owner: XmlElement, attribute: XmlAttribute) => boolean;
  /** Elements to leave out. */
  readonly without?: (element: XmlElement) => boolean;
}

/** A copy of a tree with other values, without comments and processing instructions. The callbacks see the old tree. */
export function rewrite(node: XmlElement, changes: Changes, parent?: XmlElement): XmlElement {
  const children: XmlNode[] = [];
  const { attribute, text, content, without, withoutAttribute } = changes;
  const kept = node.attributes.filter((each) => withoutAttribute?.(node, each) !== true);
  const copy: XmlElement = {
    ...node,
    parent,
    attributes:
      attribute === undefined ? kept : kept.map((each) => ({ ...each, value: attribute(node, each) })),
    children,
  };
  const instead = content?.(node);
  if (instead !== undefined) children.push(instead);
  for (const child of instead === undefined ? node.children : []) {
    if (typeof child === 'string') children.push(text === undefined ? child : text(node, child));
    else if (isElement(child) && without?.(child) !== true) children.push(rewrite(child, changes, copy));
  }
  return copy;
}
