/**
 * Versions of metadata (IHE Metadata Update 3.57). The versions of one logical object form a chain: no two share a number, and
 * one is the latest. `availability` is documentAvailability, Online where an entry names none.
 */
export const metadataVersions = `
ALTER TABLE document_entry ADD COLUMN latest INTEGER NOT NULL DEFAULT 1 CHECK (latest IN (0, 1));
ALTER TABLE document_entry ADD COLUMN availability TEXT NOT NULL
  DEFAULT 'urn:ihe:iti:2010:DocumentAvailability:Online';
UPDATE document_entry SET availability = given.availability
  FROM (SELECT entry_key, model ->> '$.documentAvailability' AS availability FROM entry_text) AS given
  WHERE given.entry_key = document_entry.entry_key AND given.availability IS NOT NULL;
DROP INDEX document_entry_logical_id;
CREATE UNIQUE INDEX document_entry_logical_id ON document_entry (logical_id, version);

ALTER TABLE folder ADD COLUMN latest INTEGER NOT NULL DEFAULT 1 CHECK (latest IN (0, 1));
DROP INDEX folder_logical_id;
CREATE UNIQUE INDEX folder_logical_id ON folder (logical_id, version);
`;
