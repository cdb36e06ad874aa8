/** Bytes that are not the DER they should be. Thrown by the readers here; `readCertificate` turns it into a value. */
export class DerError extends Error {}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One DER value (X.690): its tag octet, its content, and both with the header. */
export interface Der {
  readonly tag: number;
  readonly content: Buffer;
  readonly raw: Buffer;
}

const DEEPEST_LENGTH = 4;

/** Reads the value at the start of the bytes; what follows it is left alone. Throws DerError. */
export function readDer(bytes: Buffer, offset = 0): Der {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw new DerError('truncated');
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of more than one octet');
  let start = offset + 2;
  let length = first;
  if (first > 0x80) {
    const octets = first & 0x7f;
    if (octets > DEEPEST_LENGTH || start + octets > bytes.length) throw new DerError('length');
    length = bytes.readUIntBE(start, octets);
    start += octets;
  } else if (first === 0x80) {
    throw new DerError('indefinite length');
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('truncated');
  return { tag, content: bytes.subarray(start, end), raw: bytes.subarray(offset, end) };
}

/** The values inside a constructed value, in order. */
export function derChildren(parent: Der): Der[] {
  const children: Der[] = [];
  for (let offset = 0; offset < parent.content.length; ) {
    const child = readDer(parent.content, offset);
    children.push(child);
    offset += child.raw.length;
  }
  return children;
}

/** The same where every value has a tag of its own, one of those told. Throws DerError for another, and for one that stands twice. */
export function derFields(parent: Der, ...tags: readonly number[]): Der[] {
  const fields = derChildren(parent);
  fields.forEach(({ tag }, at) => {
    if (!tags.includes(tag) || fields.findIndex((other) => other.tag === tag) !== at) {
      throw new DerError(`field with tag ${tag}`);
    }
  });
  return fields;
}

/** The dotted form of an OBJECT IDENTIFIER. */
export function derOid(value: Der): string {
  if (value.tag !== TAG.oid || value.content.length === 0) throw new DerError('not an OID');
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of value.content) {
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw new DerError('arc too large');
    if ((octet & 0x80) === 0) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(head / 40));
  return [top, head - top * 40, ...rest].join('.');
}

/** The text of any of the string types that names are written in. */
export function derText(value: Der): string {
  switch (value.tag) {
    case TAG.utf8String:
      return new TextDecoder('utf-8', { fatal: false }).decode(value.content);
    case TAG.bmpString:
      return Buffer.from(value.content.subarray(0, value.content.length & ~1))
        .swap16()
        .toString('utf16le');
    case TAG.printableString:
    case TAG.numericString:
    case TAG.ia5String:
    case TAG.teletexString:
      return value.content.toString('latin1');
    default:
      throw new DerError(`tag ${value.tag} is no text`);
  }
}

/** A non-negative INTEGER that fits a number. */
export function derInteger(value: Der): number {
  if (value.tag !== TAG.integer || value.content.length === 0 || value.content.length > 6) {
    throw new DerError('integer');
  }
  return value.content.readUIntBE(0, value.content.length);
}

/** The named bits of a BIT STRING of at most 31 as a number: bit 0 of the specification is the number's lowest. */
export function derBits(content: Buffer): number {
  let bits = 0;
  for (let at = 0; at < Math.min(31, (content.length - 1) * 8); at++) {
    if ((content[1 + (at >> 3)]! & (0x80 >> (at & 7))) !== 0) bits |= 1 << at;
  }
  return bits;
}

/** A BOOLEAN's content; an absent one is false. */
export function derTrue(value: Der | undefined): boolean {
  return value !== undefined && value.content.length === 1 && value.content[0] !== 0;
}

/**
 * An INTEGER of any size as hexadecimal digits in lower case, in two's complement and as few octets as it needs: what serial
 * numbers are told by. 255 is `00ff`, and `ff` is -1.
 */
export function derSerial(value: Der): string {
  if (value.tag !== TAG.integer || value.content.length === 0) throw new DerError('integer');
  return value.content.toString('hex').replace(/^(?:00)+(?=[0-7])/, '');
}

/** UTCTime (years 1950 to 2049) or GeneralizedTime, both in UTC (RFC 5280 4.1.2.5). */
export function derTime(value: Der): Date {
  const text = value.content.toString('latin1');
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null || (value.tag !== TAG.utcTime && value.tag !== TAG.generalizedTime)) {
    throw new DerError('time');
  }
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const century = value.tag === TAG.utcTime ? (year < 50 ? 2000 : 1900) : 0;
  return new Date(Date.UTC(century + year, month - 1, day, hour, minute, second));
}
