import type { XmlElement } from '../../../src/xml/tree.ts';
import { rewrite } from './rewrite.ts';

/** A symbol of the plans and the value that stands for it in this run. */
export interface Replacement {
  readonly symbol: string;
  readonly value: string;
}

/** Puts values for symbols, wherever they stand in the text, one symbol after the other. */
export function substituteText(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((changed, { symbol, value }) => changed.replaceAll(symbol, () => value), text);
}

/** Puts values for symbols in all attributes and texts of a message. */
export function substitute(message: XmlElement, replacements: readonly Replacement[]): XmlElement {
  const put = (value: string) => (value === '' ? value : substituteText(value, replacements));
  return rewrite(message, {
    attribute: (_, { value }) => put(value),
    text: (_, value) => put(value),
  });
}
