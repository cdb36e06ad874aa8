/**
 * The journal of a professional, over all records, and the last access of somebody to one of them (TD0.4). A subject that
 * somebody has spoilt is no JSON: it belongs to nobody, and must not stop the migration. `times` counts attempts of callers
 * who were not recognised.
 */
export const journals = `
ALTER TABLE audit_event ADD COLUMN times INTEGER;
CREATE INDEX audit_event_subject ON audit_event (CASE WHEN json_valid(subject) THEN subject ->> '$.id' END, sequence)
  WHERE subject IS NOT NULL;
CREATE INDEX audit_event_patient_subject
  ON audit_event (patient_key, CASE WHEN json_valid(subject) THEN subject ->> '$.id' END, sequence)
  WHERE patient_key IS NOT NULL;
`;
