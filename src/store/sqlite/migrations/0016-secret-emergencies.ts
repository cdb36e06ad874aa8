/**
 * When the patient was last told of an emergency: under a secret connection the médecins traitants alone are, at `at`. What was
 * told before this migration may have been kept from the patient, so it does not count.
 */
export const secretEmergencies = `
ALTER TABLE told_emergency ADD COLUMN patient_told_at TEXT;
`;
