import { attribute, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import { rewrite } from './rewrite.ts';

const SYMBOL = /\$[^$]*\$/;

function valuesOf(slot: XmlElement): XmlElement[] {
  return elements(slot, 'ValueList').flatMap((list) => elements(list, 'Value'));
}

/** Drops the parameters of a query whose symbols have found no value (`CleanParams`). */
export function withoutOpenParameters(query: XmlElement): XmlElement {
  const open = (value: XmlElement) => SYMBOL.test(text(value));
  return rewrite(query, {
    without: (node) => {
      if (node.local === 'Slot' && attribute(node, 'name')?.startsWith('$') === true) {
        return valuesOf(node).every(open);
      }
      return node.local === 'Value' && open(node);
    },
  });
}
