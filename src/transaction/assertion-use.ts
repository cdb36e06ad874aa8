import type { Call } from '../authorization/access.ts';
import type { Subject } from '../model/subject.ts';
import type { WriteCommand } from '../store/store.ts';

/** Set where an assertion may be used once: until when its use is to be remembered. */
export interface OneTimeAssertions {
  readonly until: (call: Call) => string;
}

/** Marks the assertion of a call as used, where it may be used once. */
export function assertionUse(
  oneTimeAssertions: OneTimeAssertions | undefined,
  call: Call,
): readonly WriteCommand[] {
  if (oneTimeAssertions === undefined || !isAssertion(call.subject)) return [];
  const { id, issuer } = call.subject.evidence;
  return [{ kind: 'use-assertion', id, issuer, until: oneTimeAssertions.until(call) }];
}

const ASSERTED: readonly Subject['mode'][] = ['DIRECTE', 'INDIRECTE', 'INDIRECTE_RENFORCEE', 'XUA'];

/** Access tokens are made to be used again within their life; a setting can make an assertion good for one use. */
function isAssertion({ mode, evidence }: Subject): boolean {
  return evidence.id !== '' && ASSERTED.includes(mode);
}
