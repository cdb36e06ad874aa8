import type { KnownAnswers } from './ocsp/known-answers.ts';
import type { Revocation } from './revocation.ts';

/**
 * Joins revocation lists and the answers of OCSP responders. Whoever says that a certificate is revoked is right; an answer that it
 * is good stands in for a list that is missing, old, or speaks of a part only; where both are silent the lists' own verdict stands,
 * which is a refusal where a word is demanded.
 */
export function withAnswers(lists: Revocation, answers: KnownAnswers): Revocation {
  return {
    ask: (targets, at) => answers.ask(targets, at),
    faultOf(target, trusts, at) {
      const answer = answers.statusOf(target, at);
      if (answer?.status === 'revoked') {
        const since = answer.revokedAt?.toISOString() ?? '';
        return { fault: 'revoked', detail: `${target.subjectText} revoked ${since}, by OCSP` };
      }
      const fault = lists.faultOf(target, trusts, at);
      return fault?.fault === 'revocation-unknown' && answer?.status === 'good' ? undefined : fault;
    },
  };
}
