import forge from 'node-forge';

const { asn1 } = forge;

/** A context-specific value: constructed where it holds others, a string of bytes otherwise. */
export function tagged(tag: number, content: string | forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag as forge.asn1.Type, Array.isArray(content), content);
}
