import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import forge from 'node-forge';
import { type DistinguishedName, NAME } from '../distinguished-name.ts';

const { asn1 } = forge;
type Asn1 = forge.asn1.Asn1;
const { Type, Class } = asn1;

const RSA_SHA256 = '1.2.840.113549.1.1.11';
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const SERIAL_BYTES = 16;

/** A value of the universal class; `content` of a primitive is a string of bytes. */
export function universal(type: forge.asn1.Type, content: string | Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, type, Array.isArray(content), content);
}

export function sequence(...items: Asn1[]): Asn1 {
  return universal(Type.SEQUENCE, items);
}

export function oid(dotted: string): Asn1 {
  return universal(Type.OID, asn1.oidToDer(dotted).getBytes());
}

export function utf8(text: string): Asn1 {
  return universal(Type.UTF8, forge.util.encodeUtf8(text));
}

export function octets(bytes: string): Asn1 {
  return universal(Type.OCTETSTRING, bytes);
}

export function integer(value: number): Asn1 {
  return universal(Type.INTEGER, String.fromCharCode(value));
}

function der(value: Asn1): string {
  return asn1.toDer(value).getBytes();
}

/** An extension of a certificate: its OID, whether critical, its value. */
export interface MadeExtension {
  readonly oid: string;
  readonly critical?: boolean;
  readonly value: Asn1;
}

/** `node-forge` writes one attribute to an RDN; the name of a card has three in one, so names are written here. */
export function nameToAsn1(name: DistinguishedName): Asn1 {
  return sequence(
    ...name.map((rdn) => {
      const pairs = rdn.map((attribute) =>
        sequence(
          oid(attribute.oid),
          attribute.oid === NAME.country
            ? universal(Type.PRINTABLESTRING, attribute.value)
            : utf8(attribute.value),
        ),
      );
      return universal(
        Type.SET,
        pairs.sort((left, right) => (der(left) < der(right) ? -1 : 1)),
      );
    }),
  );
}

function bits(bytes: string): Asn1 {
  return universal(Type.BITSTRING, `\0${bytes}`);
}

/** KeyUsage from bit numbers (RFC 5280 4.2.1.3); always critical. */
export function keyUsage(...numbers: readonly number[]): MadeExtension {
  const mask = numbers.reduce((whole, number) => whole | (0x80 >> number), 0);
  const unused = 7 - Math.max(...numbers);
  const value = universal(Type.BITSTRING, String.fromCharCode(unused, mask));
  return { oid: '2.5.29.15', critical: true, value };
}

export function extendedUsage(...usages: readonly string[]): MadeExtension {
  return { oid: '2.5.29.37', value: sequence(...usages.map(oid)) };
}

/** BasicConstraints of an authority with its pathLen, or of an end entity. */
export function basicConstraints(pathLength?: number): MadeExtension {
  const value =
    pathLength === undefined ? sequence() : sequence(universal(Type.BOOLEAN, '\xff'), integer(pathLength));
  return { oid: '2.5.29.19', critical: pathLength !== undefined, value };
}

export interface CertificateRequest {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly issuer: DistinguishedName;
  readonly issuerKey: KeyObject;
  /** Public key of the issuer, for the authority key identifier. */
  readonly issuerPublicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly MadeExtension[];
}

/** AuthorityKeyIdentifier: the SHA-1 of the issuer's public key. */
export function authorityKey(publicKey: KeyObject): MadeExtension {
  const identifier = asn1.create(
    Class.CONTEXT_SPECIFIC,
    0 as forge.asn1.Type,
    false,
    keyIdentifier(publicKey),
  );
  return { oid: '2.5.29.35', value: sequence(identifier) };
}

function keyIdentifier(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha1').update(spki).digest().toString('latin1');
}

export function time(date: Date): Asn1 {
  return universal(Type.UTCTIME, asn1.dateToUtcTime(date) as string);
}

/** AlgorithmIdentifier of a signature by this key, always with SHA-256. */
export function algorithmOf(key: KeyObject): Asn1 {
  return key.asymmetricKeyType === 'ec'
    ? sequence(oid(ECDSA_SHA256))
    : sequence(oid(RSA_SHA256), universal(Type.NULL, ''));
}

/** SEQUENCE OF Extension. */
export function extensionsToAsn1(extensions: readonly MadeExtension[]): Asn1 {
  return sequence(
    ...extensions.map(({ oid: type, critical, value }) =>
      sequence(
        oid(type),
        ...(critical === true ? [universal(Type.BOOLEAN, '\xff')] : []),
        octets(der(value)),
      ),
    ),
  );
}

/** A body with its signature, as certificates and revocation lists have it. @returns DER. */
export function signed(body: Asn1, key: KeyObject): Buffer {
  const signature = sign('sha256', Buffer.from(der(body), 'latin1'), key);
  return Buffer.from(der(sequence(body, algorithmOf(key), bits(signature.toString('latin1')))), 'latin1');
}

/** Makes an X.509 v3 certificate, signed with SHA-256. @returns PEM. */
export function makeCertificate(request: CertificateRequest): string {
  const algorithm = algorithmOf(request.issuerKey);
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const identifiers: MadeExtension[] = [
    { oid: '2.5.29.14', value: octets(keyIdentifier(request.publicKey)) },
    authorityKey(request.issuerPublicKey),
  ];
  const spki = request.publicKey.export({ type: 'spki', format: 'der' }).toString('latin1');
  const body = sequence(
    asn1.create(Class.CONTEXT_SPECIFIC, 0 as forge.asn1.Type, true, [integer(2)]),
    universal(Type.INTEGER, serial.toString('latin1')),
    algorithm,
    nameToAsn1(request.issuer),
    sequence(time(request.notBefore), time(request.notAfter)),
    nameToAsn1(request.subject),
    asn1.fromDer(spki),
    asn1.create(Class.CONTEXT_SPECIFIC, 3 as forge.asn1.Type, true, [
      extensionsToAsn1([...identifiers, ...request.extensions]),
    ]),
  );
  const lines = signed(body, request.issuerKey).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** A PKCS#12 bundle of a key and its chain, readable with OpenSSL 3 and by operating systems. */
export function makePkcs12(keyPem: string, chain: readonly string[], password: string): Buffer {
  const bundle = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(keyPem),
    chain.map((pem) => forge.pki.certificateFromPem(pem)),
    password,
    { algorithm: 'aes256', friendlyName: 'carnet' },
  );
  return Buffer.from(der(bundle), 'latin1');
}
