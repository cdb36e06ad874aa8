import { type Refusal, refuse } from '../errors.ts';
import { attribute, element, elements, type XmlElement } from '../xml/tree.ts';
import { LCM, RIM } from './namespaces.ts';

/** As many as one answer holds objects. */
const MOST_OBJECTS = 5_000;

/** What a request that says nothing means, too (ebRS 3.0, 5.5.3). */
const DELETE_ALL = 'urn:oasis:names:tc:ebxml-regrep:DeletionScopeType:DeleteAll';

/**
 * Reads `lcm:RemoveObjectsRequest` (IHE RMD 3.62.4.1.2): ids alone name what is to be removed.
 * @returns one to 5,000 ids, as they came, or `MalformedRequest`: other bodies, a query in place of ids, a deletionScope
 * that would keep part of an object, an ObjectRef without an id.
 */
export function readRemoveObjects(body: XmlElement): readonly string[] | Refusal {
  const malformed = (detail: string, about: string) => refuse('MalformedRequest', detail, { about });
  if (body.local !== 'RemoveObjectsRequest' || body.namespace !== LCM) {
    return malformed(`body ${body.name}`, 'RemoveObjectsRequest');
  }
  if (element(body, 'AdhocQuery', RIM) !== undefined) return malformed('a query', 'AdhocQuery');
  if ((attribute(body, 'deletionScope') ?? DELETE_ALL) !== DELETE_ALL) {
    return malformed('a deletionScope', 'deletionScope');
  }
  const references = elements(body, 'ObjectRefList', RIM).flatMap((list) => elements(list, 'ObjectRef', RIM));
  const ids = references.map((reference) => (attribute(reference, 'id') ?? '').trim());
  if (ids.length === 0 || ids.length > MOST_OBJECTS || ids.includes('')) {
    return malformed(`${ids.length} ObjectRef`, 'ObjectRef');
  }
  return ids;
}
