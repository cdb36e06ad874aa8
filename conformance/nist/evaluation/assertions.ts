import { xpathString } from '../linkage/xpath.ts';
import { type Replacement, substituteText } from '../messages/substitute.ts';
import type { Assertion } from '../plans/test-plan.ts';

/** XPath 1.0 cannot compare without regard to case; the plans write it so. */
const IGNORING_CASE = /^([\s\S]*)equalsIgnoreCase([\s\S]*)$/;

function lowerCaseText(expression: string): string {
  return `translate(${expression.trim()},'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')`;
}

function readable(xpath: string): string {
  const both = IGNORING_CASE.exec(xpath);
  if (both === null) return xpath;
  return `${lowerCaseText(both[1]!)} = ${lowerCaseText(both[2]!)}`;
}

/**
 * The assertions of a step that do not come out as `true`.
 * @param data what they are evaluated on, as text.
 * @param replacements the step's own values; `$DATE$` is today.
 */
export function assertionFindings(
  assertions: readonly Assertion[],
  data: string,
  replacements: readonly Replacement[],
): string[] {
  const date = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  return assertions.flatMap(({ id, xpath }) => {
    const expression = readable(substituteText(xpath, [...replacements, { symbol: '$DATE$', value: date }]));
    const value = xpathString(data, expression);
    return value.toLowerCase() === 'true' ? [] : [`assertion ${id} is ${value || 'empty'}: ${expression}`];
  });
}
