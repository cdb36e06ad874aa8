import { words } from '../cda/elements.ts';
import { attribute, descendants, element, isElement, type XmlElement } from '../xml/tree.ts';

/** The text that entries point at: elements of the narrative by their `ID`. */
export type Narrative = ReadonlyMap<string, XmlElement>;

export function narrativeOf(document: XmlElement): Narrative {
  const found = new Map<string, XmlElement>();
  for (const node of descendants(document)) {
    const id = attribute(node, 'ID');
    if (id !== undefined && !found.has(id)) found.set(id, node);
  }
  return found;
}

/** What a `text` or `originalText` says: its own words, or those it refers to; some documents leave the `#` out. */
export function textOf(node: XmlElement | undefined, narrative: Narrative): string | undefined {
  if (node === undefined) return undefined;
  const own = node.children.filter((child) => !isElement(child) || child.local !== 'reference');
  const said = words({ ...node, children: own });
  if (said !== undefined) return said;
  const reference = attribute(element(node, 'reference'), 'value');
  return reference === undefined ? undefined : words(narrative.get(reference.replace(/^#/, '')));
}
