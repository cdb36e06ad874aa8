/** BIT STRING of a key of 2,048 bits, and the beginning of what it holds: RSAPublicKey ::= SEQUENCE. */
const KEY = Buffer.from('0382010f003082010a', 'hex');

/** The certificate with a key that is none: everything else of it can still be read. @param certificate DER in base64. */
export function withSpoiltKey(certificate: string): string {
  const der = Buffer.from(certificate, 'base64');
  const at = der.indexOf(KEY);
  if (at < 0) throw new Error('no RSA key of 2,048 bits');
  // A SET in the place of the SEQUENCE.
  der[at + 5] = 0x31;
  return der.toString('base64');
}
