import { element, elements, text, type XmlElement } from '../xml/tree.ts';
import { decodeBase64 } from './base64.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { Remembered } from './remember.ts';
import { DSIG } from './signature-algorithms.ts';

/** Reading a certificate costs more than checking a signature with it, and the same cards sign all day. */
const read = new Remembered<Certificate>(1000);

/** The certificate that KeyInfo names. It only says which: whether it may sign is decided by path and usage. */
export function certificateOfKeyInfo(keyInfo: XmlElement | undefined): Certificate | undefined {
  const holder = element(element(keyInfo, 'X509Data', DSIG), 'X509Certificate', DSIG);
  if (holder === undefined || elements(holder).length > 0) return undefined;
  const base64 = text(holder);
  const known = read.get(base64);
  if (known !== undefined) return known;
  const der = decodeBase64(base64);
  const certificate = der === undefined || der.length === 0 ? undefined : readCertificate(der);
  if (certificate !== undefined) read.set(base64, certificate);
  return certificate;
}
