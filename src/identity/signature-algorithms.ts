/** Algorithms of XML signatures that are accepted, by URI: hash names of node:crypto. Everything else is refused. */

const RSA: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': 'sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
};

const DIGEST: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const ENVELOPED_SIGNATURE = `${DSIG}enveloped-signature`;

/** The hash of an RSA signature. `sha1` lets the algorithm of the older DMP clients in. */
export function signatureHash(uri: string | undefined, sha1: boolean): string | undefined {
  if (uri === undefined) return undefined;
  if (sha1 && uri === `${DSIG}rsa-sha1`) return 'sha1';
  return Object.hasOwn(RSA, uri) ? RSA[uri] : undefined;
}

/** The hash of a digest. */
export function digestHash(uri: string | undefined, sha1: boolean): string | undefined {
  if (uri === undefined) return undefined;
  if (sha1 && uri === `${DSIG}sha1`) return 'sha1';
  return Object.hasOwn(DIGEST, uri) ? DIGEST[uri] : undefined;
}
