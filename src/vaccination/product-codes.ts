import { codeOf } from '../cda/elements.ts';
import type { Code } from '../model/code.ts';
import { descendants, type XmlElement } from '../xml/tree.ts';
import { ATC, CIP, CIS } from './vaccination.ts';

/**
 * The systems under which documents carry product codes. Presentations travel under two OIDs and under the one of the
 * health insurance, and a document may put a presentation under the OID of specialities: the shape of a code says what it
 * is, its system that it is a product at all.
 */
const PRODUCT_SYSTEMS: Record<string, string> = {
  [CIS]: CIS,
  [CIP]: CIP,
  '1.2.250.1.213.2.3.3': CIP,
  '1.2.250.1.215.200.1.1.1': CIP,
  [ATC]: ATC,
  '1.2.250.1.215.200.1.2.2': ATC,
};

const SHAPES: readonly (readonly [system: string, shape: RegExp])[] = [
  [CIS, /^[0-9]{8}$/],
  [CIP, /^(34009[0-9]{8}|[0-9]{7})$/],
  [ATC, /^[A-Z][0-9]{2}([A-Z]{1,2}([0-9]{2})?)?$/],
];

function normalised(code: Code): Code {
  const system = PRODUCT_SYSTEMS[code.system];
  if (system === undefined) return code;
  const shaped = SHAPES.find(([, shape]) => shape.test(code.code));
  return { ...code, system: shaped?.[0] ?? system };
}

const ORDER = [CIS, ATC, CIP];

function rank(code: Code): number {
  const at = ORDER.indexOf(code.system);
  return at < 0 ? ORDER.length : at;
}

/** Every code of a product and its translations, each once: CIS, ATC, CIP, then the others as they came. */
export function productCodes(material: XmlElement | undefined): Code[] {
  if (material === undefined) return [];
  const found: Code[] = [];
  for (const node of descendants(material)) {
    if (node.local !== 'code' && node.local !== 'translation') continue;
    const code = codeOf(node);
    if (code === undefined) continue;
    const product = normalised(code);
    if (!found.some((known) => known.code === product.code && known.system === product.system)) {
      found.push(product);
    }
  }
  return found.sort((left, right) => rank(left) - rank(right));
}

export function productCode(codes: readonly Code[], system: string): string | undefined {
  return codes.find((code) => code.system === system)?.code;
}
