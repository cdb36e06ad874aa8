import { parseXml } from '../../../../src/xml/parse.ts';
import { attribute, elements } from '../../../../src/xml/tree.ts';

/** The codes of an affinity domain. */
export interface CodeSet {
  /** Whether it has a code of that classification scheme; true for schemes that it says nothing of. */
  has(classificationScheme: string, code: string, codingScheme: string): boolean;
  hasMimeType(mimeType: string): boolean;
}

/** Reads `codes.xml` of NIST's toolkit. */
export function readCodeSet(xml: Uint8Array | string): CodeSet {
  const byScheme = new Map<string, Set<string>>();
  const mimeTypes = new Set<string>();
  for (const type of elements(parseXml(xml), 'CodeType')) {
    const scheme = attribute(type, 'classScheme');
    for (const code of elements(type, 'Code')) {
      const value = attribute(code, 'code') ?? '';
      if (attribute(type, 'name') === 'mimeType') mimeTypes.add(value);
      if (scheme === undefined) continue;
      const known = byScheme.get(scheme) ?? new Set<string>();
      byScheme.set(scheme, known.add(`${value}^${attribute(code, 'codingScheme') ?? ''}`));
    }
  }
  return {
    has: (classificationScheme, code, codingScheme) =>
      byScheme.get(classificationScheme)?.has(`${code}^${codingScheme}`) ?? true,
    hasMimeType: (mimeType) => mimeTypes.size === 0 || mimeTypes.has(mimeType),
  };
}
