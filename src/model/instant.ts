/** Points in time. XDS carries DTM in UTC (`YYYY[MM[DD[hh[mm[ss]]]]]`), CDA carries TS with a zone, FHIR carries ISO 8601. */

const DTM = /^([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2}))?)?)?)?)?$/;
const TS = /^([0-9]{4,14})(?:\.[0-9]+)?([+-][0-9]{4}|Z)?$/;

interface Parts {
  readonly fields: number[];
  readonly length: number;
}

function partsOf(value: string): Parts | undefined {
  const match = DTM.exec(value);
  if (match === null) return undefined;
  const fields = match
    .slice(1)
    .map((part, at) => (part === undefined ? (at === 1 || at === 2 ? 1 : 0) : Number(part)));
  const [year, month, day, hour, minute, second] = fields as [number, number, number, number, number, number];
  const real = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const whole =
    real.getUTCFullYear() === year &&
    real.getUTCMonth() === month - 1 &&
    real.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  return whole ? { fields, length: value.length } : undefined;
}

/** A DTM that exists in the calendar. */
export function isDtm(value: string): boolean {
  return partsOf(value) !== undefined;
}

/** The first instant that a DTM covers, in milliseconds since 1970. Undefined when the text is no DTM. */
export function dtmStart(value: string): number | undefined {
  const parts = partsOf(value);
  if (parts === undefined) return undefined;
  const [year, month, day, hour, minute, second] = parts.fields as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The first instant after a DTM: `2021` ends where `2022` begins. */
export function dtmEnd(value: string): number | undefined {
  const parts = partsOf(value);
  if (parts === undefined) return undefined;
  const fields = [...parts.fields] as [number, number, number, number, number, number];
  const unit = Math.max(0, (parts.length - 4) / 2);
  fields[unit] = (fields[unit] ?? 0) + 1;
  return Date.UTC(fields[0], fields[1] - 1, fields[2], fields[3], fields[4], fields[5]);
}

export function toDtm(date: Date): string {
  return date.toISOString().replace(/[-:T]|\.[0-9]+Z/g, '');
}

/** A CDA timestamp as UTC DTM of the same precision; a zone shifts only what names at least an hour. */
export function tsToDtm(value: string): string | undefined {
  const match = TS.exec(value.trim());
  if (match === null) return undefined;
  const [, digits = '', zone] = match;
  const local = dtmStart(digits);
  if (local === undefined) return undefined;
  if (zone === undefined || zone === 'Z' || digits.length < 10) return digits;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  const shifted = new Date(local - (zone.startsWith('-') ? -minutes : minutes) * 60_000);
  return toDtm(shifted).slice(0, Math.max(digits.length, minutes % 60 === 0 ? 10 : 12));
}

/** A DTM as a FHIR dateTime of the same precision (minutes are widened to seconds, as FHIR demands). */
export function dtmToIso(value: string): string {
  const year = value.slice(0, 4);
  if (value.length === 4) return year;
  const month = `${year}-${value.slice(4, 6)}`;
  if (value.length === 6) return month;
  const day = `${month}-${value.slice(6, 8)}`;
  if (value.length === 8) return day;
  return `${day}T${value.slice(8, 10)}:${value.slice(10, 12) || '00'}:${value.slice(12, 14) || '00'}Z`;
}
