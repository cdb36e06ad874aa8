/** How the parts of a Consent are coded, both ways. PCF 1.1.1, what its three content profiles have in common, unless said. */
export const SCOPE = {
  system: 'http://terminology.hl7.org/CodeSystem/consentscope',
  code: 'patient-privacy',
} as const;
export const CATEGORY = { system: 'http://loinc.org', code: '59284-0' } as const;
/** Who may be named in a provision: IRCP, information recipient. */
export const RECIPIENT = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  code: 'IRCP',
} as const;
/** The role that TD0.3 gives to the administrator of a record. */
export const MEDECIN_TRAITANT = { system: 'urn:carnet:role', code: 'MEDECIN_TRAITANT' } as const;
/** TRE_R248: the purposes of use of a VIHF. */
export const PURPOSE_SYSTEM = 'urn:oid:1.2.250.1.213.1.1.4.248';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
/** What PCF and HL7 call bris de glace. For the regulation of the SAMU they have no word. */
export const BREAK_THE_GLASS = { system: ACT_REASON, code: 'BTG' } as const;
/** What a record is read for. */
export const TREATMENT = { system: ACT_REASON, code: 'TREAT' } as const;
/** What PCF permits together with it; nobody reads a record for these, so a permission of them opens nothing. */
export const BESIDE_TREATMENT = [
  { system: ACT_REASON, code: 'HPAYMT' },
  { system: ACT_REASON, code: 'HOPERAT' },
] as const;

/** The rules of the DMP, to which the provisions are exceptions. */
export const POLICY = 'urn:carnet:policy:dmp';
/** The same, with every document masked to professionals but who deposited it and the médecin traitant. */
export const POLICY_MASKED = 'urn:carnet:policy:dmp-masque';

/** The modes of emergency access, by the codes of TRE_R248, and where the choices keep each. */
export const EMERGENCIES = [
  ['bris_de_glace', 'brisDeGlace'],
  ['centre_15', 'centre15'],
] as const;

export type EmergencyCode = (typeof EMERGENCIES)[number][0];
