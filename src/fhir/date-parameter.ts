import { isRefusal, type Refusal } from '../errors.ts';
import type { TimeRange } from '../store/store.ts';
import type { SearchParameter } from './interaction.ts';
import { badParameter, refuseModifier } from './search-parameters.ts';

export type DatePrefix = 'eq' | 'ge' | 'le' | 'gt' | 'lt' | 'sa' | 'eb';

/** One date condition. The value covers `start <= t < end`, milliseconds since 1970, as wide as its precision. */
export interface DateCondition {
  readonly prefix: DatePrefix;
  readonly start: number;
  readonly end: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

const DATE =
  /^(?:(eq|ge|le|gt|lt|sa|eb)(?=[0-9]))?([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3})[0-9]*)?)?(Z|[+ -][0-9]{2}:[0-9]{2})?)?)?)?$/;

/**
 * Reads a date parameter (FHIR R4 search: date). A time without a zone is UTC, as XDS times are.
 * @returns its one condition, or `SearchParameter` (prefixes `ne` and `ap`, several values, no such day).
 */
export function readDate(parameter: SearchParameter): DateCondition | Refusal {
  const refused = refuseModifier(parameter);
  if (refused !== undefined) return refused;
  const [value = '', ...others] = parameter.values;
  if (others.length > 0) return badParameter(parameter, 'several dates');
  const match = DATE.exec(value);
  const covered = match === null ? undefined : coveredBy(match);
  if (covered === undefined) return badParameter(parameter, 'not a date');
  return { prefix: (match?.[1] ?? 'eq') as DatePrefix, ...covered };
}

function coveredBy(match: RegExpExecArray): { start: number; end: number } | undefined {
  const [year, month, day, hour, minute, second] = match.slice(2, 8);
  const given = [year, month, day, hour, minute, second].filter((field) => field !== undefined).map(Number);
  const [y = 0, m = 1, d = 1, h = 0, i = 0, s = 0] = given;
  const milliseconds = match[8] === undefined ? undefined : Number(match[8].padEnd(3, '0'));
  const local = new Date(Date.UTC(y, m - 1, d, h, i, s));
  const exists = local.getUTCMonth() === m - 1 && local.getUTCDate() === d && h < 24 && i < 60 && s < 60;
  const shift = shiftOf(match[9]);
  if (!exists || shift === undefined) return undefined;
  const start = local.getTime() - shift + (milliseconds ?? 0);
  if (milliseconds !== undefined) return { start, end: start + 1 };
  if (given.length === 6) return { start, end: start + SECOND };
  if (given.length === 5) return { start, end: start + MINUTE };
  if (given.length === 3) return { start, end: start + DAY };
  return { start, end: given.length === 2 ? Date.UTC(y, m, 1) : Date.UTC(y + 1, 0, 1) };
}

/** The offset of a zone in milliseconds; a `+` of a URL that was not escaped arrives as a space. */
function shiftOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE;
}

/** The range of points in time that a condition lets through. */
export function rangeOf({ prefix, start, end }: DateCondition): TimeRange {
  switch (prefix) {
    case 'eq':
      return { from: start, to: end };
    case 'ge':
      return { from: start };
    case 'gt':
    case 'sa':
      return { from: end };
    case 'le':
      return { to: end };
    case 'lt':
    case 'eb':
      return { to: start };
  }
}

/** What two ranges share. */
export function intersection(left: TimeRange, right: TimeRange): TimeRange {
  const from = Math.max(left.from ?? Number.NEGATIVE_INFINITY, right.from ?? Number.NEGATIVE_INFINITY);
  const to = Math.min(left.to ?? Number.POSITIVE_INFINITY, right.to ?? Number.POSITIVE_INFINITY);
  return { ...(Number.isFinite(from) ? { from } : {}), ...(Number.isFinite(to) ? { to } : {}) };
}

/**
 * Reads a date parameter that may be repeated (AND) and searches points in time.
 * @returns undefined when it did not come.
 */
export function readTimeRange(parameters: readonly SearchParameter[]): TimeRange | Refusal | undefined {
  let range: TimeRange | undefined;
  for (const parameter of parameters) {
    const condition = readDate(parameter);
    if (isRefusal(condition)) return condition;
    range = intersection(range ?? {}, rangeOf(condition));
  }
  return range;
}
