/**
 * The INS that the present one of an insured person has replaced, from before there is a record too. And of a date of birth,
 * whether its day or month was supplied; of dates from before this migration nobody can tell, so they count as known.
 */
export const formerIns = `
CREATE TABLE enrolment_former (
  ins TEXT NOT NULL,
  authority TEXT NOT NULL,
  enrolment_key INTEGER NOT NULL REFERENCES enrolment ON DELETE CASCADE,
  PRIMARY KEY (ins, authority)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_former_person ON enrolment_former (enrolment_key);

ALTER TABLE patient ADD COLUMN birth_date_supplied INTEGER NOT NULL DEFAULT 0 CHECK (birth_date_supplied IN (0, 1));
ALTER TABLE enrolment ADD COLUMN birth_date_supplied INTEGER NOT NULL DEFAULT 0 CHECK (birth_date_supplied IN (0, 1));
`;
