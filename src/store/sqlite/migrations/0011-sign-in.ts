/** What patients sign in with, and what the OIDC provider keeps between requests. Times are milliseconds since 1970. */
export const signIn = `
CREATE TABLE patient_account (
  patient_key INTEGER PRIMARY KEY REFERENCES patient,
  id TEXT NOT NULL UNIQUE,
  identifier TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  email TEXT NOT NULL,
  mobile TEXT,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE account_ticket (
  digest TEXT PRIMARY KEY,
  patient_key INTEGER NOT NULL REFERENCES patient,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_ticket_until ON account_ticket (until);

CREATE TABLE one_time_code (
  key TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  of TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_code_until ON one_time_code (until);

CREATE TABLE counted_try (
  key TEXT PRIMARY KEY,
  tries INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_try_until ON counted_try (until);

CREATE TABLE sign_in_artifact (
  model TEXT NOT NULL,
  id TEXT NOT NULL,
  payload TEXT NOT NULL,
  grant_id TEXT,
  uid TEXT,
  consumed INTEGER,
  until INTEGER,
  PRIMARY KEY (model, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_artifact_grant ON sign_in_artifact (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX sign_in_artifact_uid ON sign_in_artifact (model, uid) WHERE uid IS NOT NULL;
CREATE INDEX sign_in_artifact_until ON sign_in_artifact (until) WHERE until IS NOT NULL;
`;
