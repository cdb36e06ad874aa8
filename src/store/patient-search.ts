import type { MedicalRecord } from '../model/record.ts';

/** Traits that a patient is sought by; each that is given must agree. */
export interface SoughtTraits {
  /** Of birth or in use, in any case and with or without diacritics (`foldName`). */
  readonly family: string;
  /** Each is one of the first names of birth, written in any way. */
  readonly givens: readonly string[];
  /** `YYYY-MM-DD`, or as much of it as is known. */
  readonly birthDate?: string;
  readonly sex?: 'M' | 'F' | 'U';
}

export interface PatientSearchReads {
  /**
   * The open records of the patients who have these traits and do not oppose centre 15, by the patients' keys, `limit` of them at
   * most after a key. For the transaction of that search only: whether the caller may find one of them is for the decision.
   */
  byTraits(
    traits: SoughtTraits,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly MedicalRecord[]>;
}
