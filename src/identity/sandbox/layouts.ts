import forge from 'node-forge';
import { EXTENDED_USAGE, EXTENSION } from '../certificate.ts';
import {
  basicConstraints,
  extendedUsage,
  integer,
  keyUsage,
  type MadeExtension,
  octets,
  sequence,
  universal,
  utf8,
} from './certificate-maker.ts';
import { hasProfessionOnCard, type SandboxIdentity } from './identities.ts';

const { Type } = forge.asn1;

/** Bits of KeyUsage. */
const DIGITAL_SIGNATURE = 0;
const NON_REPUDIATION = 1;
/** TRE_G01: made for tests. */
const TEST_CATEGORY = '\x83';
/** TRE_G02. */
const CPS = 0;
const CPE = 2;

function codes(type: string, value: string | undefined): MadeExtension[] {
  return value === undefined ? [] : [{ oid: type, value: sequence(utf8(value)) }];
}

function holderExtensions(identity: SandboxIdentity): MadeExtension[] {
  const category = { oid: EXTENSION.category, value: octets(TEST_CATEGORY) };
  if (identity.kind === 'structure') return [category];
  const cardId = `8025000001/${identity.id.replace(/\D/g, '').slice(-10)}`;
  const card: MadeExtension[] = [
    category,
    { oid: EXTENSION.cardType, value: integer(identity.kind === 'staff' ? CPE : CPS) },
    { oid: EXTENSION.cardId, value: universal(Type.PRINTABLESTRING, cardId) },
  ];
  if (identity.kind === 'staff') return card;
  const { person } = identity;
  return [
    ...card,
    ...(hasProfessionOnCard(person)
      ? [{ oid: EXTENSION.profession, value: integer(Number(person.profession)) }]
      : []),
    ...codes(EXTENSION.savoirFaire, person.speciality),
    ...codes(EXTENSION.pharmacistSection, person.section),
  ];
}

/**
 * The extensions of one of the two certificates of an identity, as IGC-Santé lays them out: a card signs with
 * nonRepudiation alone, a structure with digitalSignature too.
 */
export function leafExtensions(identity: SandboxIdentity, use: 'auth' | 'sign'): MadeExtension[] {
  const usages =
    use === 'auth'
      ? [keyUsage(DIGITAL_SIGNATURE), extendedUsage(EXTENDED_USAGE.clientAuth)]
      : [
          identity.kind === 'structure'
            ? keyUsage(DIGITAL_SIGNATURE, NON_REPUDIATION)
            : keyUsage(NON_REPUDIATION),
          extendedUsage(EXTENDED_USAGE.emailProtection),
        ];
  return [basicConstraints(), ...usages, ...holderExtensions(identity)];
}
