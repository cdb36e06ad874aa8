/**
 * The names that patients are sought by (TD0.5), as `foldName` has them: of birth and in use. Sought over the whole registry,
 * so the key begins with the name; the second index is for what a patient's traits change to.
 */
export const patientNames = `
CREATE TABLE patient_name (
  name TEXT NOT NULL,
  patient_key INTEGER NOT NULL REFERENCES patient ON DELETE CASCADE,
  PRIMARY KEY (name, patient_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_name_patient ON patient_name (patient_key);

INSERT OR IGNORE INTO patient_name (name, patient_key)
SELECT fold_name(family), patient_key FROM patient WHERE fold_name(family) <> ''
UNION SELECT fold_name(usual_family), patient_key FROM patient
WHERE usual_family IS NOT NULL AND fold_name(usual_family) <> '';
`;
