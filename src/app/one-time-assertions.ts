import type { Config } from '../config.ts';
import type { TransactionHost } from '../transaction.ts';

const MINUTE = 60_000;

/**
 * How long a used assertion has to be remembered, where each may be used once: as long as it could be shown again. A VIHF
 * may be dated ahead by the skew and its window be outrun by the skew again; an X-User Assertion says its own end.
 */
export function oneTimeAssertions({
  assertionOnce,
  assertionWindowMinutes,
  clockSkewMinutes,
}: Pick<
  Config,
  'assertionOnce' | 'assertionWindowMinutes' | 'clockSkewMinutes'
>): TransactionHost['oneTimeAssertions'] {
  if (!assertionOnce) return undefined;
  const skew = clockSkewMinutes * MINUTE;
  return {
    until({ at, subject }) {
      const { until } = subject.evidence;
      const ofWindow = Date.parse(at) + assertionWindowMinutes * MINUTE + 2 * skew;
      const ofItself = until === undefined ? 0 : Date.parse(until) + skew;
      return new Date(Math.max(ofWindow, ofItself)).toISOString();
    },
  };
}
