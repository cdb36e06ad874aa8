import type { Authorisation, Blocking, OpenedAccess, RecordChoices } from '../model/record.ts';

/** What is kept of one caller of a record; which of the authorisations counts is for `authorization/` to say. */
export interface KeptStanding {
  /** That of the caller, by its own identifier. */
  readonly own?: Authorisation;
  /** That of the structure in which it acts. */
  readonly ofStructure?: Authorisation;
  readonly blocked?: Blocking;
  /** The one opened last, over or not. */
  readonly opened?: OpenedAccess;
}

export interface RecordChoiceReads {
  /**
   * What a record says of one caller.
   * @param caller `Subject.id`, and Struct_IdNat of the structure it acts in.
   */
  standing(
    patientKey: number,
    caller: { readonly id: string; readonly structure?: string },
  ): Promise<KeptStanding>;
  /** Whom the patient blocks, the longest blocked first. */
  blocked(patientKey: number): Promise<readonly Blocking[]>;
}

/** What a patient decides, or a médecin traitant in the patient's name. Each needs an open record, else `record-missing`. */
export type RecordChoiceCommand =
  /** What is left out stays as it is. Opposing bris de glace ends each access that is open. */
  | { readonly kind: 'set-choices'; readonly patientKey: number; readonly choices: Partial<RecordChoices> }
  /** Blocking ends an emergency access that is open. Blocking again changes nothing but a name that was missing. */
  | { readonly kind: 'block'; readonly patientKey: number; readonly blocking: Blocking }
  /** Unblocking who is not blocked changes nothing. */
  | { readonly kind: 'unblock'; readonly patientKey: number; readonly professional: string }
  /**
   * Takes the place of an access of the same professional. A blocked one opens none (`professional-blocked`), nor does anybody
   * where the patient opposes it (`bris-de-glace-opposed`).
   */
  | { readonly kind: 'open-access'; readonly patientKey: number; readonly access: OpenedAccess }
  /** Authorises the professional too, where it is not yet. A record may have several médecins traitants. */
  | {
      readonly kind: 'name-medecin-traitant';
      readonly patientKey: number;
      /** PS_IdNat. */
      readonly professional: string;
      /** For a professional who is not authorised yet. */
      readonly name: string;
      /** ISO 8601, UTC. */
      readonly at: string;
    }
  /** The professional stays authorised. Dismissing who is none changes nothing. */
  | {
      readonly kind: 'dismiss-medecin-traitant';
      readonly patientKey: number;
      readonly professional: string;
    };

export type RecordChoiceConflict =
  /** The patient has blocked the professional since the decision. */
  | { readonly conflict: 'professional-blocked'; readonly professional: string }
  /** The patient has opposed bris de glace since the decision. */
  | { readonly conflict: 'bris-de-glace-opposed' };
