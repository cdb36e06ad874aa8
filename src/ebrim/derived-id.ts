import { hash } from 'node:crypto';

/**
 * The ids of the classifications and identifiers inside one object: `urn:uuid:` of version 5 (RFC 9562 5.5), derived from
 * the object's id and their place in it, so that the same object always gives the same text.
 */
export function derivedIds(objectId: string): () => string {
  let place = 0;
  return () => {
    const digest = hash('sha1', `${objectId}#${place++}`);
    const variant = (8 | (Number.parseInt(digest[16]!, 16) & 3)).toString(16);
    return `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  };
}
