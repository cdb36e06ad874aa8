import type { CallerStanding, MedicalRecord } from '../model/record.ts';
import type { Right } from '../model/right.ts';
import type { Granted, Scope } from '../model/scope.ts';
import type { Subject } from '../model/subject.ts';
import type { UpdateRights } from '../model/update-rights.ts';
import type { ListedAuthorisations } from './decision.ts';

/** Who calls, from where, when. Made once per request by the face. */
export interface Call {
  readonly subject: Subject;
  readonly from: string;
  readonly requestId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** What a transaction may work with once the decision has let it through. */
export interface Access {
  readonly call: Call;
  /** Undefined in a domain without patient rules, or where the right does not need a record (TD0.2). */
  readonly record: MedicalRecord | undefined;
  readonly standing: CallerStanding;
  readonly scope: Scope;
  /** To whom TD0.3 by this caller gives the authorisation: a CPE and a social role act for their structure (PDT-INF-526, note 1). */
  readonly authorises?: 'professional' | 'structure';
  /** What a list of records may hold; undefined for every other right, and in a domain without patient rules. */
  readonly lists?: RecordListing;
  /** Whether the caller may find a record by its traits; undefined for every right but that of the search. */
  readonly finds?: (record: MedicalRecord, standing: CallerStanding) => boolean;
  /**
   * What the caller sees of the documents that the journal of a record names, by the decision on reading that journal; undefined
   * where it may not be read. Left out for every right but that over traces of no record in particular.
   */
  readonly journals?: (record: MedicalRecord, standing: CallerStanding) => Scope | undefined;
  /** What an update may do, in a domain with patient rules; undefined where every update is open. */
  readonly updates?: UpdateRights;
}

/** The records that a caller may list, and what of each of them it may know. */
export interface RecordListing extends ListedAuthorisations {
  /** Whether a record may stand in the list: its patient may oppose the mode in which the caller asks, or block the caller. */
  readonly holds: (record: MedicalRecord, standing: CallerStanding) => boolean;
  /** What the caller may search of one of these records; nothing where it may not search, or the patient blocks it. */
  readonly documentsOf: (record: MedicalRecord, standing: CallerStanding) => Scope;
}

/** The decision on one call, made by `authorization/`. */
export interface Authorization {
  readonly granted: boolean;
  readonly reason: string;
  /** How a denial is told: as a refusal, or as if nothing were there. */
  readonly denial?: 'refuse' | 'empty';
  readonly access: Granted<Access> | undefined;
}

export interface Authorizer {
  authorize(
    right: Right,
    call: Call,
    record: MedicalRecord | undefined,
    standing: CallerStanding,
  ): Authorization;
}
