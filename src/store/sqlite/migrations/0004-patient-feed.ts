/**
 * What a patient identity feed needs. `subsumed`: the id has been merged into another and leads nowhere any more, which a
 * former id does. `merged_patient`: whose traces stand under a key that has been merged; the row of such a patient stays, so
 * that its key is never given again.
 */
export const patientFeed = `
ALTER TABLE patient_identifier ADD COLUMN subsumed INTEGER NOT NULL DEFAULT 0 CHECK (subsumed IN (0, 1));

CREATE TABLE merged_patient (
  former_key INTEGER PRIMARY KEY REFERENCES patient,
  patient_key INTEGER NOT NULL REFERENCES patient
) STRICT;
CREATE INDEX merged_patient_survivor ON merged_patient (patient_key);
`;
