/**
 * Everything of a patient carries `patient_key`, and its indexes begin with it, so that the tables can be partitioned by
 * patient. The exceptions are the identifiers that are unique over the whole registry.
 * Times are milliseconds since 1970; `*_end` is the first instant after what a partial date covers.
 */
export const recordsDocumentsEvents = `
CREATE TABLE patient (
  patient_key INTEGER PRIMARY KEY,
  family TEXT NOT NULL,
  usual_family TEXT,
  givens TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  sex TEXT NOT NULL CHECK (sex IN ('M', 'F', 'U')),
  birth_place TEXT
) STRICT;

CREATE TABLE patient_identifier (
  patient_key INTEGER NOT NULL REFERENCES patient,
  value TEXT NOT NULL,
  authority TEXT NOT NULL,
  current INTEGER NOT NULL CHECK (current IN (0, 1)),
  PRIMARY KEY (patient_key, value, authority)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX patient_identifier_value ON patient_identifier (value, authority);

CREATE TABLE record (
  patient_key INTEGER PRIMARY KEY REFERENCES patient,
  status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
  activated INTEGER NOT NULL CHECK (activated IN (0, 1)),
  created_at TEXT NOT NULL,
  closed_at TEXT
) STRICT;

CREATE TABLE authorisation (
  patient_key INTEGER NOT NULL REFERENCES record,
  holder TEXT NOT NULL,
  holder_kind TEXT NOT NULL CHECK (holder_kind IN ('professional', 'structure')),
  name TEXT NOT NULL,
  medecin_traitant INTEGER NOT NULL CHECK (medecin_traitant IN (0, 1)),
  since TEXT NOT NULL,
  PRIMARY KEY (patient_key, holder)
) STRICT, WITHOUT ROWID;

CREATE TABLE submission_set (
  submission_key INTEGER PRIMARY KEY,
  patient_key INTEGER NOT NULL REFERENCES record,
  id TEXT NOT NULL UNIQUE,
  unique_id TEXT NOT NULL UNIQUE,
  source_id TEXT NOT NULL,
  depositor TEXT NOT NULL,
  registered_at TEXT NOT NULL,
  ebrim TEXT NOT NULL,
  model TEXT NOT NULL
) STRICT;
CREATE INDEX submission_set_patient ON submission_set (patient_key, submission_key);

CREATE TABLE document_entry (
  entry_key INTEGER PRIMARY KEY,
  patient_key INTEGER NOT NULL REFERENCES record,
  submission_key INTEGER NOT NULL REFERENCES submission_set,
  entry_uuid TEXT NOT NULL,
  unique_id TEXT NOT NULL,
  logical_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  object_type TEXT NOT NULL,
  type_key TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  service_start INTEGER,
  service_stop INTEGER,
  service_stop_end INTEGER,
  size INTEGER NOT NULL,
  hash TEXT NOT NULL,
  mime_type TEXT NOT NULL,
  blob TEXT NOT NULL,
  depositor TEXT NOT NULL
) STRICT;
CREATE INDEX document_entry_creation ON document_entry (patient_key, creation_time DESC, entry_uuid);
CREATE INDEX document_entry_logical_id ON document_entry (patient_key, logical_id);
CREATE UNIQUE INDEX document_entry_entry_uuid ON document_entry (entry_uuid);
CREATE INDEX document_entry_unique_id ON document_entry (unique_id);

-- Long texts lie apart, so that filters read short rows only.
CREATE TABLE entry_text (
  entry_key INTEGER PRIMARY KEY REFERENCES document_entry,
  patient_key INTEGER NOT NULL,
  ebrim TEXT NOT NULL,
  fhir TEXT NOT NULL,
  model TEXT NOT NULL
) STRICT;

CREATE TABLE entry_code (
  patient_key INTEGER NOT NULL,
  entry_key INTEGER NOT NULL REFERENCES document_entry,
  attribute TEXT NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  PRIMARY KEY (patient_key, entry_key, attribute, code, system)
) STRICT, WITHOUT ROWID;

-- id is NULL where the text names no identifier, so that an empty identifier never equals another.
CREATE TABLE entry_author (
  patient_key INTEGER NOT NULL,
  entry_key INTEGER NOT NULL REFERENCES document_entry,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'institution')),
  position INTEGER NOT NULL,
  id TEXT,
  text TEXT NOT NULL,
  PRIMARY KEY (patient_key, entry_key, kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry_reference_id (
  patient_key INTEGER NOT NULL,
  entry_key INTEGER NOT NULL REFERENCES document_entry,
  value TEXT NOT NULL,
  PRIMARY KEY (patient_key, entry_key, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE association (
  association_key INTEGER PRIMARY KEY,
  patient_key INTEGER NOT NULL REFERENCES record,
  submission_key INTEGER NOT NULL REFERENCES submission_set,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  ebrim TEXT NOT NULL,
  model TEXT NOT NULL
) STRICT;
CREATE INDEX association_source ON association (patient_key, source);
CREATE INDEX association_target ON association (patient_key, target);

CREATE TABLE audit_event (
  sequence INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  action TEXT NOT NULL,
  at TEXT NOT NULL,
  granted INTEGER NOT NULL CHECK (granted IN (0, 1)),
  reason TEXT NOT NULL,
  patient_key INTEGER,
  patient_id TEXT,
  subject TEXT,
  from_address TEXT NOT NULL,
  request_id TEXT NOT NULL,
  documents TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_event_patient ON audit_event (patient_key, sequence) WHERE patient_key IS NOT NULL;

CREATE TABLE used_assertion (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (issuer, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_assertion_until ON used_assertion (until);
`;
