import type { Scope, ScopeFacts } from '../model/scope.ts';

/** The only maker of Scope: what comes out of it has been decided. */
export function makeScope(facts: ScopeFacts): Scope {
  return facts as Scope;
}
