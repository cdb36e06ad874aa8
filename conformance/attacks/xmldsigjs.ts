import { webcrypto, X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';

type Xmldsigjs = typeof import('xmldsigjs');

/** xmldsigjs works in Node with the DOM that it is given: the one that it depends on itself. All in their CommonJS form. */
const require = createRequire(import.meta.url);
const { Application, Parse, SignedXml } = require('xmldsigjs') as Xmldsigjs;
const requireFromIt = createRequire(require.resolve('xmldsigjs'));
const { setNodeDependencies } = requireFromIt('xml-core') as { setNodeDependencies(parts: object): void };
setNodeDependencies({ ...requireFromIt('@xmldom/xmldom'), xpath: requireFromIt('xpath') });
Application.setEngine('NodeJS', webcrypto as never);

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** The verdict of xmldsigjs on the signature of an assertion, under the key of this certificate alone. */
export async function xmldsigjsVerifies(assertion: string, certificate: string): Promise<boolean> {
  const document = Parse(assertion);
  const [signature] = Array.from(
    document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature'),
  );
  if (signature === undefined) throw new Error('no Signature');
  const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  const key = await webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']);
  const signed = new SignedXml(document);
  signed.LoadXml(signature);
  return signed.Verify(key as never).catch(() => false);
}

/** The signature of xmldsigjs on an assertion, enveloped, exclusive. @returns the ds:Signature. */
export async function xmldsigjsSigns(
  assertion: string,
  id: string,
  pkcs8: Buffer,
  certificate: string,
): Promise<string> {
  const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign']);
  const signed = new SignedXml();
  signed.XmlSignature.SignedInfo.CanonicalizationMethod.Algorithm = EXCLUSIVE;
  await signed.Sign(ALGORITHM, key as never, Parse(assertion), {
    x509: [certificate],
    references: [{ uri: `#${id}`, hash: 'SHA-256', transforms: ['enveloped', 'exc-c14n'] }],
  });
  return signed.XmlSignature.toString();
}
