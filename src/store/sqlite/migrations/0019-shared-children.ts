/**
 * With which other parent the principal parent of a child shares the child's record: INS of both, of the authority of the child's
 * enrolment. A row goes when health insurance names another principal parent, or the other parent no longer.
 */
export const sharedChildren = `
CREATE TABLE shared_child (
  enrolment_key INTEGER NOT NULL REFERENCES enrolment ON DELETE CASCADE,
  parent TEXT NOT NULL,
  given_by TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (enrolment_key, parent)
) STRICT;
CREATE INDEX shared_child_parent ON shared_child (parent);
`;
