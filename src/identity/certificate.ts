import { X509Certificate } from 'node:crypto';
import {
  type Der,
  derChildren,
  derInteger,
  derOid,
  derSerial,
  derText,
  derTime,
  readDer,
  TAG,
} from './der.ts';
import { type DistinguishedName, formatName, NAME, nameOfDer, nameValue } from './distinguished-name.ts';
import { type Extension, readExtensions } from './extensions.ts';
import { type Proof, readProof } from './proof.ts';

/** KeyUsage bits (RFC 5280 4.2.1.3) in their order. */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

export const EXTENDED_USAGE = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const;

/** Extensions of cards and of IGC-Santé; the OIDs are those of the NOS tables (G01, G02, G15, R01, G05). */
export const EXTENSION = {
  category: '1.2.250.1.71.1.2.5',
  cardType: '1.2.250.1.71.1.2.2',
  cardId: '1.2.250.1.71.1.2.3',
  profession: '1.2.250.1.71.1.2.7',
  futureProfession: '1.2.250.1.71.1.2.8',
  savoirFaire: '1.2.250.1.71.4.2.5',
  pharmacistSection: '1.2.250.1.71.4.2.6',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  nameConstraints: '2.5.29.30',
  distributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  policyConstraints: '2.5.29.36',
  inhibitAnyPolicy: '2.5.29.54',
} as const;

/** Those that a path check here understands; another one marked critical makes the certificate unusable. */
const UNDERSTOOD: readonly string[] = [
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.nameConstraints,
  EXTENSION.distributionPoints,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.inhibitAnyPolicy,
];

/**
 * TRE_G02: 0 CPS, 1 CPF (in training), 2 CPE or CDE (staff), 3 CPA or CDA. A certificate in software has no type of card;
 * with a profession it is a CPS's equal.
 */
export type CardType = 'CPS' | 'CPF' | 'CPE' | 'CPA';
const CARD_TYPES: readonly CardType[] = ['CPS', 'CPF', 'CPE', 'CPA'];

export type Holder =
  | {
      readonly kind: 'person';
      readonly card: CardType;
      /** PS_IdNat, or `structure/internal` of a staff card. */
      readonly id: string;
      readonly family?: string;
      readonly given?: string;
      /** TRE_G15, or TRE_G16 on a CPF. */
      readonly profession?: string;
      /** Savoir-faire (TRE_R01) and sections of pharmacists (TRE_G05). */
      readonly specialities: readonly string[];
    }
  | {
      readonly kind: 'structure';
      /** Struct_IdNat: the OU. */
      readonly id: string;
      readonly name: string;
    };

/** What a certificate says, read once. */
export interface Certificate {
  readonly x509: X509Certificate;
  /** SHA-256 of the DER, base64url. */
  readonly thumbprint: string;
  /** The serial number as `derSerial` writes it. */
  readonly serial: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly subjectText: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly authority: boolean;
  readonly pathLength: number | undefined;
  /** Undefined when the certificate does not restrict its key. */
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  readonly extendedUsage: ReadonlySet<string> | undefined;
  /** Every extension, by OID. */
  readonly extensions: ReadonlyMap<string, Extension>;
  /** SubjectPublicKeyInfo, DER. */
  readonly keyInfo: Buffer;
  /** What the issuer signed, and how. */
  readonly proof: Proof;
  /** A critical extension that is not understood here. */
  readonly unknownCritical: string | undefined;
  /** Category 0x8x: a card or certificate made for tests. */
  readonly test: boolean;
  /** Undefined for an authority and for any layout that is neither a card nor a structure. */
  readonly holder: Holder | undefined;
}

function readKeyUsage(value: Der | undefined): Set<KeyUsage> | undefined {
  if (value === undefined) return undefined;
  const bits = value.content.subarray(1);
  return new Set(KEY_USAGES.filter((_, at) => ((bits[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0));
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined || value === '' ? {} : { [key]: value }) as { [P in K]?: string };
}

function professionOf(value: Der | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value.tag === TAG.integer ? String(derInteger(value)) : derText(value);
}

function listOf(value: Der | undefined): string[] {
  if (value === undefined) return [];
  return value.tag === TAG.sequence ? derChildren(value).map(derText) : [derText(value)];
}

function holderOf(
  subject: DistinguishedName,
  extensions: ReadonlyMap<string, Extension>,
): Holder | undefined {
  const type = extensions.get(EXTENSION.cardType)?.value;
  const commonName = nameValue(subject, NAME.commonName);
  const profession = professionOf(
    (extensions.get(EXTENSION.profession) ?? extensions.get(EXTENSION.futureProfession))?.value,
  );
  if (type !== undefined || profession !== undefined) {
    const card = type === undefined ? 'CPS' : CARD_TYPES[derInteger(type)];
    if (card === undefined || commonName === undefined || commonName === '') return undefined;
    return {
      kind: 'person',
      card,
      id: commonName,
      ...optional('family', nameValue(subject, NAME.surname)),
      ...optional('given', nameValue(subject, NAME.givenName)),
      ...optional('profession', profession),
      specialities: [EXTENSION.savoirFaire, EXTENSION.pharmacistSection].flatMap((oid) =>
        listOf(extensions.get(oid)?.value),
      ),
    };
  }
  const id = nameValue(subject, NAME.organizationalUnit);
  const name = nameValue(subject, NAME.organization);
  return id === undefined || name === undefined || id === '' ? undefined : { kind: 'structure', id, name };
}

/**
 * Reads a certificate.
 * @param source PEM text, DER bytes, or what node:tls hands over.
 * @returns undefined when it is not a certificate that can be read.
 */
export function readCertificate(source: string | Buffer | X509Certificate): Certificate | undefined {
  try {
    const x509 = source instanceof X509Certificate ? source : new X509Certificate(source);
    const whole = readDer(x509.raw);
    const fields = derChildren(derChildren(whole)[0]!);
    if (fields[0]?.tag === 0xa0) fields.shift();
    const [serialField, algorithm, issuerField, validity, subjectField, keyInfo] = fields;
    const [notBefore, notAfter] = derChildren(validity!).map(derTime);
    const explicit = fields.find((field) => field.tag === 0xa3);
    const extensions = readExtensions(explicit === undefined ? undefined : derChildren(explicit)[0]);
    const basic = extensions.get(EXTENSION.basicConstraints);
    const constraints = basic === undefined ? [] : derChildren(basic.value);
    const authority = constraints[0]?.tag === TAG.boolean && constraints[0].content[0] !== 0;
    const length = constraints.find((part) => part.tag === TAG.integer);
    const usages = extensions.get(EXTENSION.extendedKeyUsage);
    const category = extensions.get(EXTENSION.category)?.value.content[0];
    const subject = nameOfDer(subjectField!);
    const unknown = [...extensions].find(([oid, { critical }]) => critical && !UNDERSTOOD.includes(oid));
    return {
      x509,
      thumbprint: Buffer.from(x509.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
      serial: derSerial(serialField!),
      subject,
      issuer: nameOfDer(issuerField!),
      subjectText: formatName(subject),
      notBefore: notBefore!,
      notAfter: notAfter!,
      authority,
      pathLength: length === undefined ? undefined : derInteger(length),
      keyUsage: readKeyUsage(extensions.get(EXTENSION.keyUsage)?.value),
      extendedUsage: usages === undefined ? undefined : new Set(derChildren(usages.value).map(derOid)),
      extensions,
      keyInfo: keyInfo!.raw,
      proof: readProof(whole, algorithm!),
      unknownCritical: unknown?.[0],
      test: category !== undefined && category >= 0x80,
      holder: authority ? undefined : holderOf(subject, extensions),
    };
  } catch {
    return undefined;
  }
}
