/** A length of calendar time as ISO 8601 writes it, such as `P6W` or `P1M10D`: whole years, months, weeks and days, UTC. */
export interface Period {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
}

const PERIOD = /^P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,3})M)?(?:([0-9]{1,3})W)?(?:([0-9]{1,4})D)?$/;

/** Undefined when the text is no period of days or more. */
export function parsePeriod(text: string): Period | undefined {
  const parts = PERIOD.exec(text);
  if (parts === null) return undefined;
  const [years, months, weeks, days] = parts.slice(1).map((part) => Number(part ?? 0));
  return { years: years!, months: months!, weeks: weeks!, days: days! };
}

/**
 * The instant that a period after another ends at. A month has the days that it has: what starts on the 31st ends on the last
 * day of a shorter month. @param at ISO 8601 UTC. @returns ISO 8601 UTC with milliseconds.
 */
export function after(at: string, { years, months, weeks, days }: Period): string {
  const start = new Date(at);
  const month = start.getUTCMonth() + months + 12 * years;
  const end = new Date(start);
  end.setUTCDate(1);
  end.setUTCMonth(month);
  const longest = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(start.getUTCDate(), longest) + 7 * weeks + days);
  return end.toISOString();
}

/** What people read: `6 semaines`, `1 mois et 10 jours`. */
export function inFrench({ years, months, weeks, days }: Period): string {
  const count = (number: number, one: string, several: string) =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : several}`];
  const parts = [
    ...count(years, 'an', 'ans'),
    ...count(months, 'mois', 'mois'),
    ...count(weeks, 'semaine', 'semaines'),
    ...count(days, 'jour', 'jours'),
  ];
  if (parts.length < 2) return parts[0] ?? '0 jour';
  return `${parts.slice(0, -1).join(', ')} et ${parts.at(-1)}`;
}
