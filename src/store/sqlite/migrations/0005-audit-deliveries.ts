/**
 * What audit messages need beside our own chain (ITI TF-2 3.20): the submission set and the query of an event, and up to which event
 * of the chain each audit record repository has been told. The chain itself is the outbox: an event waits in it from the
 * commit that wrote it.
 */
export const auditDeliveries = `
ALTER TABLE audit_event ADD COLUMN submission_set TEXT;
ALTER TABLE audit_event ADD COLUMN query TEXT;

CREATE TABLE audit_delivery (
  destination TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
