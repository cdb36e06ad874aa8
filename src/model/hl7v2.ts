/** The HL7 v2 data types that XDS metadata borrows (ITI TF-3 Table 4.2.3.1.7-2). The raw text is always kept. */

/** CX: an identifier and who assigned it. */
export interface Cx {
  readonly value: string;
  /** CX.4.2, an OID; empty when absent. */
  readonly authority: string;
  /** CX.5, such as `NH` (INS) or `PI` (local). */
  readonly type?: string;
  readonly raw: string;
}

/** XCN: a person, a patient or a device that acts. */
export interface Xcn {
  readonly id: string;
  readonly family: string;
  readonly given: string;
  readonly authority: string;
  /** XCN.10: `D` a person, `U` a device. */
  readonly nameType?: string;
  /** XCN.13: `IDNPS`, `EI`, `RI`, `NH`. */
  readonly idType?: string;
  readonly raw: string;
}

/** XON: an organization. */
export interface Xon {
  readonly name: string;
  readonly id: string;
  readonly authority: string;
  readonly idType?: string;
  readonly raw: string;
}

function authorityOf(component: string | undefined): string {
  return (component ?? '').split('&')[1] ?? '';
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined || value === '' ? {} : { [key]: value }) as { [P in K]?: string };
}

export function parseCx(raw: string): Cx {
  const parts = raw.split('^');
  return { value: parts[0] ?? '', authority: authorityOf(parts[3]), ...optional('type', parts[4]), raw };
}

export function formatCx(value: string, authority: string, type?: string): string {
  return `${value}^^^&${authority}&ISO${type === undefined ? '' : `^${type}`}`;
}

/** Two patient ids are the same when CX.1 and CX.4.2 agree; CX.5 and CX.7 travel only in some messages. */
export function sameCx(left: Cx, right: Cx): boolean {
  return left.value === right.value && left.authority === right.authority;
}

export function parseXcn(raw: string): Xcn {
  const parts = raw.split('^');
  return {
    id: parts[0] ?? '',
    family: parts[1] ?? '',
    given: parts[2] ?? '',
    authority: authorityOf(parts[8]),
    ...optional('nameType', parts[9]),
    ...optional('idType', parts[12]),
    raw,
  };
}

export function parseXon(raw: string): Xon {
  const parts = raw.split('^');
  return {
    name: parts[0] ?? '',
    id: parts[9] ?? '',
    authority: authorityOf(parts[5]),
    ...optional('idType', parts[6]),
    raw,
  };
}
