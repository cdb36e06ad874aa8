import { isRefusal, type Refusal } from '../errors.ts';
import { type DateCondition, intersection, rangeOf, readDate } from '../fhir/date-parameter.ts';
import type { SearchParameter } from '../fhir/interaction.ts';
import type { DocumentEntry } from '../model/document-entry.ts';
import { dtmEnd, dtmStart } from '../model/instant.ts';
import type { TimeRange } from '../store/store.ts';
import type { Narrowing } from './narrowing.ts';

/**
 * Reads `period` (FHIR R4 search: date, on a Period): `ge`, `gt`, `le`, `lt` ask that the service overlaps a range,
 * `eq` that it lies within it, `sa` and `eb` that it lies after or before it.
 * @returns the overlap to look for and what must hold beyond it; undefined when the parameter did not come.
 */
export function readPeriod(
  parameters: readonly SearchParameter[],
): { overlap: TimeRange; narrowings: Narrowing[] } | Refusal | undefined {
  if (parameters.length === 0) return undefined;
  let overlap: TimeRange = {};
  const narrowings: Narrowing[] = [];
  for (const parameter of parameters) {
    const condition = readDate(parameter);
    if (isRefusal(condition)) return condition;
    overlap = intersection(overlap, rangeOf(condition));
    if (['eq', 'sa', 'eb'].includes(condition.prefix)) narrowings.push((entry) => lies(entry, condition));
  }
  return { overlap, narrowings };
}

/** A service without a stop time is taken as one that ended when it began; one without a start time as unbounded. */
function lies(entry: DocumentEntry, { prefix, start, end }: DateCondition): boolean {
  const { serviceStartTime, serviceStopTime } = entry;
  const begins = dtmStart(serviceStartTime ?? '') ?? Number.NEGATIVE_INFINITY;
  const ends = dtmEnd(serviceStopTime ?? serviceStartTime ?? '') ?? Number.POSITIVE_INFINITY;
  if (prefix === 'sa') return begins >= end;
  return prefix === 'eb' ? ends <= start : begins >= start && ends <= end;
}
