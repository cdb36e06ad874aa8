/**
 * What a removal needs. `content_left`: content that no entry refers to any more and that may still lie in the blob store; a
 * row goes when the content has gone. What is removed is looked up by its submission; and a row that others point at can
 * only go quickly where these are found by index, so that side tables, whose keys begin with the patient, point no longer.
 */
export const removal = `
CREATE TABLE content_left (
  blob TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE INDEX document_entry_submission ON document_entry (submission_key);
CREATE INDEX folder_submission ON folder (submission_key);
CREATE INDEX association_submission ON association (submission_key);

ALTER TABLE entry_code RENAME TO old_entry_code;
CREATE TABLE entry_code (
  patient_key INTEGER NOT NULL,
  entry_key INTEGER NOT NULL,
  attribute TEXT NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  PRIMARY KEY (patient_key, entry_key, attribute, code, system)
) STRICT, WITHOUT ROWID;
INSERT INTO entry_code SELECT patient_key, entry_key, attribute, code, system FROM old_entry_code;
DROP TABLE old_entry_code;

ALTER TABLE entry_author RENAME TO old_entry_author;
CREATE TABLE entry_author (
  patient_key INTEGER NOT NULL,
  entry_key INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'institution')),
  position INTEGER NOT NULL,
  id TEXT,
  text TEXT NOT NULL,
  PRIMARY KEY (patient_key, entry_key, kind, position)
) STRICT, WITHOUT ROWID;
INSERT INTO entry_author SELECT patient_key, entry_key, kind, position, id, text FROM old_entry_author;
DROP TABLE old_entry_author;

ALTER TABLE entry_reference_id RENAME TO old_entry_reference_id;
CREATE TABLE entry_reference_id (
  patient_key INTEGER NOT NULL,
  entry_key INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (patient_key, entry_key, value)
) STRICT, WITHOUT ROWID;
INSERT INTO entry_reference_id SELECT patient_key, entry_key, value FROM old_entry_reference_id;
DROP TABLE old_entry_reference_id;

ALTER TABLE folder_code RENAME TO old_folder_code;
CREATE TABLE folder_code (
  patient_key INTEGER NOT NULL,
  folder_key INTEGER NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  PRIMARY KEY (patient_key, folder_key, code, system)
) STRICT, WITHOUT ROWID;
INSERT INTO folder_code SELECT patient_key, folder_key, code, system FROM old_folder_code;
DROP TABLE old_folder_code;
`;
