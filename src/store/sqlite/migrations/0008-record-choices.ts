/**
 * What the patient decides. The choices stand with the record, which every request reads. A professional may be blocked
 * before any access. Of the accesses opened by bris de glace the last of each professional is kept: the others are traces.
 */
export const recordChoices = `
ALTER TABLE record ADD COLUMN bris_de_glace TEXT NOT NULL DEFAULT 'allowed'
  CHECK (bris_de_glace IN ('opposed', 'allowed', 'allowed-with-masked'));
ALTER TABLE record ADD COLUMN centre_15 TEXT NOT NULL DEFAULT 'allowed'
  CHECK (centre_15 IN ('opposed', 'allowed', 'allowed-with-masked'));
ALTER TABLE record ADD COLUMN mask_all INTEGER NOT NULL DEFAULT 0 CHECK (mask_all IN (0, 1));

CREATE TABLE blocking (
  patient_key INTEGER NOT NULL REFERENCES record,
  professional TEXT NOT NULL,
  name TEXT,
  since TEXT NOT NULL,
  PRIMARY KEY (patient_key, professional)
) STRICT, WITHOUT ROWID;

CREATE TABLE opened_access (
  patient_key INTEGER NOT NULL REFERENCES record,
  professional TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  until TEXT NOT NULL,
  PRIMARY KEY (patient_key, professional)
) STRICT, WITHOUT ROWID;
`;
