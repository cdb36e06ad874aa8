/** What an XML document may be. Breaking one ends the parse at once. */
export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributesPerElement: number;
  readonly namespacesPerElement: number;
  /** Declarations of an element and of all that it stands in: canonical forms copy them at every level. */
  readonly namespacesInScope: number;
  readonly nameLength: number;
  readonly attributeLength: number;
}

export const MESSAGE_LIMITS: XmlLimits = {
  bytes: 16 * 1024 * 1024,
  depth: 100,
  elements: 200_000,
  attributesPerElement: 64,
  namespacesPerElement: 24,
  namespacesInScope: 96,
  nameLength: 256,
  attributeLength: 1024 * 1024,
};

/** A document that is stored is read as a stream; its size is bounded by the body limit. */
export const DOCUMENT_LIMITS: XmlLimits = {
  ...MESSAGE_LIMITS,
  bytes: Number.MAX_SAFE_INTEGER,
  elements: 5_000_000,
  attributeLength: 8 * 1024 * 1024,
};
