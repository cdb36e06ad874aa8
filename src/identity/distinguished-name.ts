import { type Der, DerError, derChildren, derOid, derText, readDer } from './der.ts';

/** One attribute of a name: its type as a dotted OID, its text. */
export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

/** A distinguished name: RDNs in the order of the certificate (country first), each a set of attributes. */
export type DistinguishedName = readonly (readonly NameAttribute[])[];

export const NAME = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  country: '2.5.4.6',
  locality: '2.5.4.7',
  state: '2.5.4.8',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  title: '2.5.4.12',
  givenName: '2.5.4.42',
} as const;

/** Every short name that clients of the DMP write, upper case. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  CN: NAME.commonName,
  SN: NAME.surname,
  SURNAME: NAME.surname,
  SERIALNUMBER: '2.5.4.5',
  C: NAME.country,
  L: NAME.locality,
  ST: NAME.state,
  S: NAME.state,
  O: NAME.organization,
  OU: NAME.organizationalUnit,
  T: NAME.title,
  TITLE: NAME.title,
  GN: NAME.givenName,
  G: NAME.givenName,
  GIVENNAME: NAME.givenName,
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  E: '1.2.840.113549.1.9.1',
  EMAILADDRESS: '1.2.840.113549.1.9.1',
};

const PREFERRED: Readonly<Record<string, string>> = {
  [NAME.commonName]: 'CN',
  [NAME.surname]: 'SN',
  [NAME.country]: 'C',
  [NAME.locality]: 'L',
  [NAME.state]: 'ST',
  [NAME.organization]: 'O',
  [NAME.organizationalUnit]: 'OU',
  [NAME.title]: 'title',
  [NAME.givenName]: 'GN',
};

/** Reads a Name of X.501. Throws DerError. */
export function nameOfDer(name: Der): DistinguishedName {
  return derChildren(name).map((rdn) =>
    derChildren(rdn).map((pair) => {
      const [type, value] = derChildren(pair);
      if (type === undefined || value === undefined) throw new DerError('attribute of a name');
      return { oid: derOid(type), value: derText(value) };
    }),
  );
}

/** The first value of an attribute type. */
export function nameValue(name: DistinguishedName, oid: string): string | undefined {
  for (const rdn of name) for (const attribute of rdn) if (attribute.oid === oid) return attribute.value;
  return undefined;
}

function escapeValue(value: string): string {
  return value.replace(/[\\,+"<>;=]/g, '\\$&').replace(/^[ #]|(?<=.) $/g, '\\$&');
}

const RANKS = Object.keys(PREFERRED);

function rank({ oid }: NameAttribute): number {
  const at = RANKS.indexOf(oid);
  return at < 0 ? RANKS.length : at;
}

/** RFC 4514: last RDN first, `+` inside an RDN, where CN stands first as clients write it. */
export function formatName(name: DistinguishedName): string {
  return [...name]
    .reverse()
    .map((rdn) =>
      [...rdn]
        .sort((left, right) => rank(left) - rank(right))
        .map(({ oid, value }) => `${PREFERRED[oid] ?? oid}=${escapeValue(value)}`)
        .join('+'),
    )
    .join(',');
}

/** Attribute values are compared without case, and with runs of spaces as one (RFC 5280 7.1). */
function comparable(value: string): string {
  return value.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

function rdnKey(rdn: readonly NameAttribute[]): string {
  return JSON.stringify(rdn.map(({ oid, value }) => [oid, comparable(value)]).sort(byOidThenValue));
}

function byOidThenValue(left: readonly string[], right: readonly string[]): number {
  const [a, b] = [left.join('\0'), right.join('\0')];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A text for each RDN, equal where the RDNs are, in the order of the name (RFC 5280 7.1). */
export function rdnKeys(name: DistinguishedName): readonly string[] {
  return name.map(rdnKey);
}

/** A text that is equal for names that chain (RFC 5280 6.1.3 a 4, 7.1): the same RDNs in the same order. */
export function nameKey(name: DistinguishedName): string {
  return rdnKeys(name).join();
}

/** The same RDNs, whatever their order: clients write names in both directions. */
export function sameName(left: DistinguishedName, right: DistinguishedName): boolean {
  const [a, b] = [left.map(rdnKey).sort(), right.map(rdnKey).sort()];
  return a.length > 0 && a.length === b.length && a.every((key, at) => key === b[at]);
}

/**
 * Reads the text forms of a name that clients of the DMP send: RFC 2253 and 4514, `#` with the DER of a value, `OID.`
 * before a dotted type, quoted values, spaces around separators.
 * @returns undefined when the text is no name or has a type that is not known.
 */
export function parseName(text: string): DistinguishedName | undefined {
  const reader = new NameReader(text);
  const rdns: NameAttribute[][] = [[]];
  for (;;) {
    const attribute = reader.attribute();
    if (attribute === undefined) return undefined;
    rdns.at(-1)!.push(attribute);
    const separator = reader.separator();
    if (separator === undefined) return undefined;
    if (separator === '') return rdns.reverse();
    if (separator !== '+') rdns.push([]);
  }
}

class NameReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  attribute(): NameAttribute | undefined {
    const match = /\s*(?:(?:OID\.)?([0-9]+(?:\.[0-9]+)+)|([A-Z][A-Z0-9-]*))\s*=\s*/iy;
    match.lastIndex = this.at;
    const head = match.exec(this.text);
    if (head === null) return undefined;
    const oid = head[1] ?? SHORT_NAMES[head[2]!.toUpperCase()];
    this.at += head[0].length;
    if (oid === undefined) return undefined;
    const value = this.value();
    return value === undefined ? undefined : { oid, value };
  }

  /** `+`, `,` (for `;` too), empty at the end; undefined when something else stands there. */
  separator(): '+' | ',' | '' | undefined {
    while (this.text[this.at] === ' ') this.at++;
    const sign = this.text[this.at++];
    if (sign === undefined) return '';
    if (sign === ';') return ',';
    return sign === '+' || sign === ',' ? sign : undefined;
  }

  private value(): string | undefined {
    if (this.text[this.at] === '#') return this.encoded();
    if (this.text[this.at] === '"') return this.quoted();
    return this.plain();
  }

  private encoded(): string | undefined {
    const match = /#((?:[0-9a-f]{2})+)/iy;
    match.lastIndex = this.at;
    const found = match.exec(this.text);
    if (found === null) return undefined;
    this.at += found[0].length;
    try {
      return derText(readDer(Buffer.from(found[1]!, 'hex')));
    } catch {
      return undefined;
    }
  }

  private quoted(): string | undefined {
    const match = /"((?:[^"\\]|\\.)*)"/sy;
    match.lastIndex = this.at;
    const found = match.exec(this.text);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found[1]!.replace(/\\(.)/gs, '$1');
  }

  private plain(): string | undefined {
    const bytes: Buffer[] = [];
    let kept = 0;
    for (let sign = this.text[this.at]; sign !== undefined; sign = this.text[this.at]) {
      if (sign === ',' || sign === '+' || sign === ';') break;
      if (sign === '"' || sign === '<' || sign === '>') return undefined;
      if (sign === '\\') {
        const hex = /^[0-9a-f]{2}/i.exec(this.text.slice(this.at + 1, this.at + 3));
        const escaped = hex?.[0] ?? this.text[this.at + 1];
        if (escaped === undefined) return undefined;
        bytes.push(hex === null ? Buffer.from(escaped) : Buffer.from(escaped, 'hex'));
        this.at += 1 + escaped.length;
        kept = bytes.length;
        continue;
      }
      const whole = String.fromCodePoint(this.text.codePointAt(this.at)!);
      bytes.push(Buffer.from(whole));
      this.at += whole.length;
      if (whole !== ' ') kept = bytes.length;
    }
    return Buffer.concat(bytes.slice(0, kept)).toString('utf8');
  }
}
