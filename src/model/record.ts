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

export interface MedicalRecord {
  readonly patient: Patient;
  readonly identifiers: readonly PatientIdentifier[];
  readonly status: RecordStatus;
  /** The patient has activated it and may read it. */
  readonly activated: boolean;
  readonly createdAt: string;
  readonly closedAt?: string;
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
