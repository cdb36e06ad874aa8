import { XmlDocument } from 'libxml2-wasm';
import { PlanError } from '../plan-error.ts';

/**
 * The string value of an XPath 1.0 expression over a document: `true` or `false` for a comparison, the text of the
 * first node for a path, empty where nothing is found.
 * @param document XML text.
 * @throws PlanError when the expression is no XPath.
 */
export function xpathString(document: string, expression: string): string {
  const parsed = XmlDocument.fromString(document);
  try {
    const value = parsed.eval(expression);
    if (!Array.isArray(value)) return String(value);
    return value[0]?.content ?? '';
  } catch (error) {
    throw new PlanError(`XPath ${expression}: ${error instanceof Error ? error.message : error}`);
  } finally {
    parsed.dispose();
  }
}
