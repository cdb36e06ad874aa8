/** The record (dossier) of one patient, as the decision sees it. */
export type RecordStatus = 'open' | 'closed';

export interface Patient {
  /** Internal key; everything of a patient carries it. */
  readonly key: number;
  readonly family: string;
  readonly usualFamily?: string;
  /** First names of birth, in order. */
  readonly givens: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  /** The day or the month of birth is not known and was supplied (RNIV, EXI ID 11, 12). */
  readonly birthDateSupplied?: true;
  readonly sex: 'M' | 'F' | 'U';
  /** INSEE code of the place of birth. */
  readonly birthPlace?: string;
}

/** An INS of the patient; a former one keeps `current: false` and still leads to the record. */
export interface PatientIdentifier {
  readonly value: string;
  readonly authority: string;
  readonly current: boolean;
}

/**
 * Whether a patient lets a mode of emergency open the record, and whether masked documents are shown in it too: they are
 * not unless the patient says so (PDT-INF-526, TD3.2 masked).
 */
export type EmergencyChoice = 'opposed' | 'allowed' | 'allowed-with-masked';

/** What the patient has decided for the whole record. */
export interface RecordChoices {
  /** Access by any professional to whom the patient's state is an immediate risk (CSP L.1111-17 I). */
  readonly brisDeGlace: EmergencyChoice;
  /** Access by the regulating doctor of a SAMU (centre 15) who handles a call. */
  readonly centre15: EmergencyChoice;
  /** Every document counts as masked to professionals, those that are there and those to come. */
  readonly maskAll: boolean;
}

/** Emergency access is open unless the patient opposes it beforehand (CSP L.1111-17 I); nothing is masked. */
export const DEFAULT_CHOICES: RecordChoices = {
  brisDeGlace: 'allowed',
  centre15: 'allowed',
  maskAll: false,
};

export interface MedicalRecord {
  readonly patient: Patient;
  readonly identifiers: readonly PatientIdentifier[];
  readonly status: RecordStatus;
  /** The patient has activated it and may read it. */
  readonly activated: boolean;
  readonly createdAt: string;
  readonly closedAt?: string;
  readonly choices: RecordChoices;
}

/** A professional (or, for a CPE, its structure) declared authorised by TD0.3. */
export interface Authorisation {
  /** PS_IdNat of the professional or Struct_IdNat of the structure. */
  readonly holder: string;
  readonly holderKind: 'professional' | 'structure';
  readonly name: string;
  readonly medecinTraitant: boolean;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** A professional whom the patient keeps out, whether it had access before or not. */
export interface Blocking {
  /** PS_IdNat. */
  readonly professional: string;
  /** What people read; left out where only the identifier was known. */
  readonly name?: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** An access that a professional opened by bris de glace. It ends by itself. */
export interface OpenedAccess {
  /** PS_IdNat. */
  readonly professional: string;
  /** What the professional declared the immediate risk to be. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  /** The first instant at which it is over. */
  readonly until: string;
}

/** What a record says of one caller. */
export interface CallerStanding {
  /** Its own authorisation, else that of the structure it acts in. */
  readonly authorisation?: Authorisation;
  readonly blocked?: Blocking;
  /** The one that it opened last, which may be over. */
  readonly opened?: OpenedAccess;
  /** As what it acts for the patient, a child: as the principal parent, or as one with whom that one shares the record (LC-21). */
  readonly represents?: 'principal' | 'shared';
}

/** A record says nothing of the caller. */
export const NO_STANDING: CallerStanding = {};

/** The id that a patient is named by: the present INS, else the first that is known. */
export function currentIdentifier({
  identifiers,
}: Pick<MedicalRecord, 'identifiers'>): PatientIdentifier | undefined {
  return identifiers.find(({ current }) => current) ?? identifiers[0];
}
