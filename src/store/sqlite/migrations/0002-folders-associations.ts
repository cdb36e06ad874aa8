/**
 * Folders, and what searches of submission sets and associations look at. An association is written anew for each answer,
 * so that its text need not be kept. Its ends, and logical ids, are looked up by id alone: a reference may cross patients, and
 * a query by id names none.
 */
export const foldersAssociations = `
CREATE TABLE folder (
  folder_key INTEGER PRIMARY KEY,
  patient_key INTEGER NOT NULL REFERENCES record,
  submission_key INTEGER NOT NULL REFERENCES submission_set,
  id TEXT NOT NULL UNIQUE,
  unique_id TEXT NOT NULL,
  logical_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  last_update_time INTEGER NOT NULL,
  model TEXT NOT NULL
) STRICT;
CREATE INDEX folder_patient ON folder (patient_key, folder_key);
CREATE INDEX folder_unique_id ON folder (unique_id);
CREATE INDEX folder_logical_id ON folder (logical_id);

CREATE TABLE folder_code (
  patient_key INTEGER NOT NULL,
  folder_key INTEGER NOT NULL REFERENCES folder,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  PRIMARY KEY (patient_key, folder_key, code, system)
) STRICT, WITHOUT ROWID;

DROP INDEX document_entry_logical_id;
CREATE INDEX document_entry_logical_id ON document_entry (logical_id);

DROP INDEX association_source;
DROP INDEX association_target;
ALTER TABLE association DROP COLUMN ebrim;
ALTER TABLE association ADD COLUMN status TEXT NOT NULL
  DEFAULT 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
CREATE INDEX association_source ON association (source, type);
CREATE INDEX association_target ON association (target, type);

ALTER TABLE submission_set ADD COLUMN submission_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission_set ADD COLUMN content_type_code TEXT;
ALTER TABLE submission_set ADD COLUMN content_type_system TEXT;
UPDATE submission_set SET
  content_type_code = model ->> '$.contentTypeCode.code',
  content_type_system = model ->> '$.contentTypeCode.system',
  submission_time = 1000 * (
    SELECT CAST(strftime('%s', substr(dtm, 1, 4) || '-' || substr(dtm, 5, 2) || '-' || substr(dtm, 7, 2) || ' ' ||
      substr(dtm, 9, 2) || ':' || substr(dtm, 11, 2) || ':' || substr(dtm, 13, 2)) AS INTEGER)
    FROM (SELECT given || substr('00000101000000', length(given) + 1) AS dtm
      FROM (SELECT model ->> '$.submissionTime' AS given)));
`;
