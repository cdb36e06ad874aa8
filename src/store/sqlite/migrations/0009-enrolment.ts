/**
 * The enrolment of insured persons, apart from patients: who has not been reached, or has opposed, has no record and is no
 * patient. `decision` says what was decided here; once it is `enrolled`, the record tells the rest. Times are ISO 8601 UTC.
 */
export const enrolment = `
CREATE TABLE enrolment (
  enrolment_key INTEGER PRIMARY KEY,
  ins TEXT NOT NULL,
  authority TEXT NOT NULL,
  family TEXT NOT NULL,
  usual_family TEXT,
  givens TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  sex TEXT NOT NULL CHECK (sex IN ('M', 'F', 'U')),
  birth_place TEXT,
  contact TEXT NOT NULL,
  cards TEXT NOT NULL,
  protected INTEGER NOT NULL CHECK (protected IN (0, 1)),
  representatives TEXT NOT NULL,
  -- INS of the principal representative, for whom dependants are looked up.
  principal TEXT,
  decision TEXT NOT NULL CHECK (decision IN ('eligible', 'notified', 'opposed', 'enrolled')),
  notified_at TEXT,
  period_ends_at TEXT,
  code_salt TEXT,
  code_hash TEXT,
  code_expires_at TEXT,
  UNIQUE (ins, authority)
) STRICT;
CREATE INDEX enrolment_decision ON enrolment (decision, enrolment_key);
CREATE INDEX enrolment_period ON enrolment (period_ends_at, enrolment_key) WHERE decision = 'notified';
CREATE INDEX enrolment_principal ON enrolment (principal, authority) WHERE principal IS NOT NULL;

CREATE TABLE campaign (
  campaign_key INTEGER PRIMARY KEY CHECK (campaign_key = 1),
  started_at TEXT NOT NULL
) STRICT;

CREATE TABLE erasure (
  patient_key INTEGER PRIMARY KEY REFERENCES patient,
  asked_at TEXT NOT NULL,
  due_at TEXT NOT NULL
) STRICT;
CREATE INDEX erasure_due ON erasure (due_at);
`;
