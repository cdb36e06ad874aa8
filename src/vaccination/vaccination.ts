import type { CdaActor, CdaId } from '../cda/header.ts';
import type { Code } from '../model/code.ts';

/** The French product vocabularies; anything else that a document carries keeps its own system. */
export const CIS = '1.2.250.1.213.2.3.1';
export const CIP = '1.2.250.1.213.2.3.2';
export const ATC = '2.16.840.1.113883.6.73';
export const EDQM = '0.4.0.127.0.16.1.1.2.1';

/** One FR-Vaccination entry of a document (CI-SIS 1.2.250.1.213.1.1.3.45), as it is written there. */
export interface Vaccination {
  /** Place among the document's vaccinations, from 0. The entry's own id may be repeated by others. */
  readonly index: number;
  readonly ids: readonly CdaId[];
  /** `not-done`: a refusal or another reason not to give it (negationInd). */
  readonly status: 'completed' | 'not-done' | 'entered-in-error';
  /** INITIMMUNIZ, BOOSTER or IMMUNIZ. */
  readonly act?: Code;
  /** UTC DTM, as precise as it was written; absent when the document does not know. */
  readonly date?: string;
  /** CIS, ATC and CIP first and in that order, then whatever else came. */
  readonly products: readonly Code[];
  /** What people read. */
  readonly productName?: string;
  readonly lot?: string;
  readonly manufacturer?: string;
  readonly route?: Code;
  readonly site?: Code;
  readonly dose?: { readonly value: number; readonly unit?: string };
  readonly performer?: CdaActor;
  readonly author?: CdaActor;
  /** Rank of the dose in its series. */
  readonly rank?: number;
  readonly reactions: readonly { readonly code?: Code; readonly text?: string; readonly date?: string }[];
  readonly comment?: string;
}

/** What a document says of vaccinations. */
export interface VaccinationReading {
  readonly vaccinations: readonly Vaccination[];
  /** Statements that there is none, or that nothing is known: one code per entry that says so. */
  readonly absences: readonly Code[];
}
