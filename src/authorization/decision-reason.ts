/** Why access was given. The sentence that the patient reads for each is in `profiles/texts/decision-reasons.fr.json`. */
export const GRANTED_REASONS = [
  'own-record',
  'authorised',
  'medecin-traitant',
  'centre-15',
  'bris-de-glace',
  'functional-right',
  'open-domain',
  'enrolment',
  // Of a trace alone: granted, and something else that was asked for was not handed out.
  'granted-in-part',
] as const;

/** Why a profession leads to no group of the habilitation matrix. */
export const GROUPLESS_REASONS = [
  'profession-unknown',
  'role-missing',
  'profession-without-group',
  'medecin-du-travail',
  'group-switched-off',
] as const;

/** Why access was not given. */
export const DENIED_REASONS = [
  'record-absent',
  'record-closed',
  'record-not-activated',
  'not-own-record',
  'not-for-patients',
  'patients-only',
  'professionals-only',
  'journal-reserved',
  'caller-unidentified',
  'centre-15-not-listed',
  'blocked',
  'centre-15-opposed',
  'bris-de-glace-opposed',
  'bris-de-glace-not-open',
  'bris-de-glace-over',
  'bris-de-glace-without-reason',
  ...GROUPLESS_REASONS,
  'structure-missing',
  'transaction-not-allowed',
  'authorisation-missing',
  'document-hidden',
  'error',
] as const;

export type GrantedReason = (typeof GRANTED_REASONS)[number];
export type GrouplessReason = (typeof GROUPLESS_REASONS)[number];
export type DeniedReason = (typeof DENIED_REASONS)[number];
export type DecisionReason = GrantedReason | DeniedReason;
