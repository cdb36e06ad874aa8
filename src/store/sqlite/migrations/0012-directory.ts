/**
 * The Annuaire santé. It is of no patient. Each import is a generation; the names are those that `foldName` makes. Whatever is
 * shown and never searched stands in `facts`, as JSON.
 */
export const directory = `
CREATE TABLE directory_state (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  generation INTEGER NOT NULL,
  imported_at TEXT NOT NULL
) STRICT;

CREATE TABLE directory_professional (
  generation INTEGER NOT NULL,
  id TEXT NOT NULL,
  family_name TEXT NOT NULL,
  given_name TEXT NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (generation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_professional_family ON directory_professional (generation, family_name, given_name);
CREATE INDEX directory_professional_given ON directory_professional (generation, given_name);

CREATE TABLE directory_structure (
  generation INTEGER NOT NULL,
  id TEXT NOT NULL,
  national_id TEXT,
  finess TEXT,
  siret TEXT,
  facts TEXT NOT NULL,
  PRIMARY KEY (generation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_structure_national_id ON directory_structure (generation, national_id);
CREATE INDEX directory_structure_finess ON directory_structure (generation, finess);
CREATE INDEX directory_structure_siret ON directory_structure (generation, siret);

CREATE TABLE directory_practice (
  generation INTEGER NOT NULL,
  id TEXT NOT NULL,
  professional TEXT NOT NULL,
  profession TEXT NOT NULL,
  structure TEXT,
  facts TEXT NOT NULL,
  PRIMARY KEY (generation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_practice_professional ON directory_practice (generation, professional);
CREATE INDEX directory_practice_structure ON directory_practice (generation, structure);
`;
