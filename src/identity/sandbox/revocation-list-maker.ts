import type { KeyObject } from 'node:crypto';
import forge from 'node-forge';
import type { DistinguishedName } from '../distinguished-name.ts';
import {
  algorithmOf,
  authorityKey,
  extensionsToAsn1,
  integer,
  type MadeExtension,
  nameToAsn1,
  sequence,
  signed,
  time,
  universal,
} from './certificate-maker.ts';

const { asn1 } = forge;
const V2 = 1;

/** An entry of a revocation list. */
export interface MadeEntry {
  /** Hexadecimal digits, as `Certificate.serial`. */
  readonly serial: string;
  readonly date: Date;
  /** CRLReason (RFC 5280 5.3.1); none is written for 0. */
  readonly reason?: number;
  readonly extensions?: readonly MadeExtension[];
}

export interface RevocationListRequest {
  readonly issuer: DistinguishedName;
  readonly key: KeyObject;
  /** Public key of the issuer, for the authority key identifier. */
  readonly publicKey: KeyObject;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** CRLNumber. */
  readonly number: bigint;
  readonly revoked: readonly MadeEntry[];
  /** Beside the key identifier and the number. */
  readonly extensions?: readonly MadeExtension[];
}

/** @param hex two's complement, as `derSerial` tells it. */
function integerOf(hex: string): forge.asn1.Asn1 {
  return universal(asn1.Type.INTEGER, Buffer.from(hex, 'hex').toString('latin1'));
}

function positive(number: bigint): string {
  const digits = number.toString(16);
  const octets = digits.padStart(digits.length + (digits.length % 2), '0');
  return /^[89a-f]/.test(octets) ? `00${octets}` : octets;
}

function entryToAsn1({ serial, date, reason = 0, extensions = [] }: MadeEntry): forge.asn1.Asn1 {
  const all: MadeExtension[] = [...extensions];
  if (reason !== 0) {
    all.push({ oid: '2.5.29.21', value: universal(asn1.Type.ENUMERATED, String.fromCharCode(reason)) });
  }
  return sequence(integerOf(serial), time(date), ...(all.length === 0 ? [] : [extensionsToAsn1(all)]));
}

/** Makes a revocation list of version 2 (RFC 5280 5), signed with SHA-256. @returns DER. */
export function makeRevocationList(request: RevocationListRequest): Buffer {
  const { issuer, key, publicKey, thisUpdate, nextUpdate, number, revoked, extensions = [] } = request;
  const numbered: MadeExtension = { oid: '2.5.29.20', value: integerOf(positive(number)) };
  const body = sequence(
    integer(V2),
    algorithmOf(key),
    nameToAsn1(issuer),
    time(thisUpdate),
    ...(nextUpdate === undefined ? [] : [time(nextUpdate)]),
    ...(revoked.length === 0 ? [] : [sequence(...revoked.map(entryToAsn1))]),
    asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0 as forge.asn1.Type, true, [
      extensionsToAsn1([authorityKey(publicKey), numbered, ...extensions]),
    ]),
  );
  return signed(body, key);
}
