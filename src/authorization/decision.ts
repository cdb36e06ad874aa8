import type { Authorisation, CallerStanding, MedicalRecord } from '../model/record.ts';
import type { Right } from '../model/right.ts';
import type { ScopeFacts } from '../model/scope.ts';
import type { Subject } from '../model/subject.ts';
import type { UpdateRights } from '../model/update-rights.ts';
import type { DeniedReason, GrantedReason } from './decision-reason.ts';

/** Everything that a decision depends on, apart from the policy of the domain. */
export interface Question {
  readonly right: Right;
  readonly subject: Subject;
  readonly record: MedicalRecord | undefined;
  /** What the record says of the subject. */
  readonly standing: CallerStanding;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * The answer with its reason. `empty`: the caller is let through and finds nothing, as if nothing were there; `refuse`: it
 * is told that it may not.
 */
export type Decision =
  | {
      readonly granted: true;
      readonly reason: GrantedReason;
      readonly scope: ScopeFacts;
      /** To whom a TD0.3 of this caller gives the authorisation. */
      readonly authorises?: 'professional' | 'structure';
      /** The authorisations that a TD0.4 of this caller lists. */
      readonly lists?: ListedAuthorisations;
      /** What an update of this caller may do. */
      readonly updates?: UpdateRights;
    }
  | { readonly granted: false; readonly denial: 'empty' | 'refuse'; readonly reason: DeniedReason };

/** Whose authorisations a caller lists. */
export interface ListedAuthorisations {
  /** A record that several of them hold counts for the first. */
  readonly holders: readonly Pick<Authorisation, 'holder' | 'holderKind'>[];
  /** Only those that were given since a date. */
  readonly newOnly: boolean;
}

/** The facts of a scope that sees nothing. */
export const NOTHING: ScopeFacts = {
  patient: 'none',
  types: [],
  hiddenConfidentiality: [],
  hiddenStatuses: [],
};

export function granted(reason: GrantedReason, scope: ScopeFacts = NOTHING): Decision & { granted: true } {
  return { granted: true, reason, scope };
}

export function refused(reason: DeniedReason): Decision {
  return { granted: false, denial: 'refuse', reason };
}

export function empty(reason: DeniedReason): Decision {
  return { granted: false, denial: 'empty', reason };
}

/** A patient proves to be one as a patient does and nobody else does; a node and an usager prove nothing of themselves. Anything else is a bug of the caller's. */
export function isCoherent({ kind, mode }: Subject): boolean {
  return (
    (kind === 'patient') === (mode === 'PATIENT') &&
    (kind === 'node' || kind === 'usager') === (mode === 'NONE')
  );
}
