/**
 * What patients are told of: the queue, the ways to reach them, and what they have been told, so that nothing is told twice.
 * A notification leaves its text behind once it is settled; `statement` waits for the yearly letter. Times are ISO 8601 UTC
 * with milliseconds. What was done before this migration counts as told: documents that the patient may know of, and
 * professionals who have been in the record.
 */
export const notifications = `
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  patient_key INTEGER REFERENCES patient,
  kind TEXT NOT NULL,
  notification TEXT,
  at TEXT NOT NULL,
  due TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  claimant TEXT,
  claimed_until TEXT,
  state TEXT NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'sent', 'statement', 'stated', 'dropped', 'given-up')),
  settled_at TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due, sequence) WHERE state = 'waiting';
CREATE INDEX outbox_waiting ON outbox (at) WHERE state = 'waiting';
CREATE INDEX outbox_claimant ON outbox (claimant) WHERE state = 'waiting' AND claimant IS NOT NULL;
CREATE INDEX outbox_statement ON outbox (patient_key) WHERE state = 'statement';
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE patient_contact (
  patient_key INTEGER NOT NULL REFERENCES patient,
  source TEXT NOT NULL,
  email TEXT,
  mobile TEXT,
  email_verified INTEGER NOT NULL CHECK (email_verified IN (0, 1)),
  postal TEXT,
  PRIMARY KEY (patient_key, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE professional_contact (
  professional TEXT NOT NULL,
  source TEXT NOT NULL,
  email TEXT,
  mobile TEXT,
  email_verified INTEGER NOT NULL CHECK (email_verified IN (0, 1)),
  postal TEXT,
  PRIMARY KEY (professional, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE told_document (
  patient_key INTEGER NOT NULL REFERENCES patient,
  logical_id TEXT NOT NULL,
  PRIMARY KEY (patient_key, logical_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE told_access (
  patient_key INTEGER NOT NULL REFERENCES patient,
  professional TEXT NOT NULL,
  PRIMARY KEY (patient_key, professional)
) STRICT, WITHOUT ROWID;

CREATE TABLE told_emergency (
  patient_key INTEGER NOT NULL REFERENCES patient,
  professional TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (patient_key, professional)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
  patient_key INTEGER PRIMARY KEY REFERENCES patient,
  at TEXT NOT NULL
) STRICT;

INSERT OR IGNORE INTO told_document (patient_key, logical_id)
SELECT patient_key, logical_id FROM document_entry AS e
WHERE NOT EXISTS (
  SELECT 1 FROM entry_code AS c
  WHERE c.patient_key = e.patient_key AND c.entry_key = e.entry_key AND c.attribute = 'confidentiality'
    AND c.code IN ('INVISIBLE_PATIENT', 'NOPAT', 'INVISIBLE_REPRESENTANTS_LEGAUX')
);

INSERT OR IGNORE INTO told_access (patient_key, professional)
SELECT a.patient_key, a.subject ->> '$.id' FROM audit_event AS a JOIN patient USING (patient_key)
WHERE a.granted = 1 AND json_valid(a.subject) AND a.subject ->> '$.kind' IN ('professional', 'staff', 'structure')
  AND a.subject ->> '$.id' IS NOT NULL
  AND a.type IN ('ITI-18', 'ITI-43', 'ITI-67', 'ITI-68', 'PCC-44', 'ITI-57', 'TD1.6', 'TD3.3a-mask', 'TD3.3a-unmask',
    'TD3.3b-hide', 'TD3.3b-show', 'TD3.3d-archive', 'TD3.3d-unarchive');
`;
