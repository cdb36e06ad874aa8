import { createHash, type KeyObject, sign } from 'node:crypto';
import { inclusiveCanonical } from '../../src/xml/inclusive-canonical.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants } from '../../src/xml/tree.ts';

/** Changes the document, then computes digests and signature anew with these algorithms: what another signer would send. */
export function resigned(
  text: string,
  hash: 'sha1' | 'sha256',
  key: KeyObject,
  change: (whole: string) => string = (whole) => whole,
): string {
  const names = {
    sha1: ['http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'http://www.w3.org/2000/09/xmldsig#sha1'],
    sha256: ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmlenc#sha256'],
  }[hash];
  const part = (whole: string, pick: (node: { local: string; id: string | undefined }) => boolean) => {
    for (const node of descendants(parseXml(whole))) {
      const id = node.attributes.find(({ name }) => name === 'Id')?.value;
      if (pick({ local: node.local, id })) return inclusiveCanonical(node);
    }
    throw new Error('no such part');
  };
  let whole = change(text)
    .replaceAll('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', names[0]!)
    .replace(/(<Reference Type="[^>]*><DigestMethod Algorithm=")[^"]*/g, `$1${names[1]}`);
  for (const target of ['IHEManifest', 'S0-SignedProperties']) {
    const digest = createHash(hash)
      .update(part(whole, ({ id }) => id === target))
      .digest('base64');
    whole = whole.replace(new RegExp(`(URI="#${target}">.*?<DigestValue>)[^<]*`), `$1${digest}`);
  }
  const value = sign(hash, Buffer.from(part(whole, ({ local }) => local === 'SignedInfo')), key);
  return whole.replace(/(<SignatureValue>)[^<]*/, `$1${value.toString('base64')}`);
}
