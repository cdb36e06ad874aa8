import { EXCLUSIVE_C14N, exclusiveCanonical } from '../../xml/exclusive-canonical.ts';
import {
  INCLUSIVE_C14N,
  INCLUSIVE_C14N_WITH_COMMENTS,
  inclusiveCanonical,
} from '../../xml/inclusive-canonical.ts';
import type { XmlElement } from '../../xml/tree.ts';

/** The canonical form of an element by the URI of its algorithm. The elements here hold no comments, so both variants are one. */
export function canonicalForm(uri: string | undefined): ((node: XmlElement) => string) | undefined {
  switch (uri) {
    case INCLUSIVE_C14N:
    case INCLUSIVE_C14N_WITH_COMMENTS:
      return inclusiveCanonical;
    case EXCLUSIVE_C14N:
    case `${EXCLUSIVE_C14N}WithComments`:
      return (node) => exclusiveCanonical(node);
    default:
      return undefined;
  }
}
