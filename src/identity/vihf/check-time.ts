import { fault, type VihfCheck } from './check.ts';

/**
 * A VIHF carries no end of validity (facts: DMP 3), so the server bounds it from IssueInstant and AuthnInstant, each within
 * the window; Conditions may only shorten it. Clocks may differ by the skew.
 */
export const checkTime: VihfCheck = ({ claims, at, policy }) => {
  const now = at.getTime();
  const skew = policy.skewMinutes * 60_000;
  const oldest = now - policy.windowMinutes * 60_000 - skew;
  for (const [name, instant] of [
    ['IssueInstant', claims.issueInstant],
    ['AuthnInstant', claims.authnInstant],
  ] as const) {
    const time = instant.getTime();
    if (time < oldest || time > now + skew) {
      return fault('AssertionExpired', name, `${name} ${instant.toISOString()} at ${at.toISOString()}`);
    }
  }
  const { notBefore, notOnOrAfter } = claims;
  const early = notBefore !== undefined && now + skew < notBefore.getTime();
  const late = notOnOrAfter !== undefined && now - skew >= notOnOrAfter.getTime();
  return early || late
    ? fault('AssertionExpired', 'Conditions', `Conditions at ${at.toISOString()}`)
    : undefined;
};
