import type { RegisteredAssociation } from '../../../model/submission.ts';
import type { Sql } from '../connection.ts';

/** Whose association it is and which submission it came with. */
export interface AssociationPlace {
  readonly patientKey: number;
  readonly submissionKey: number;
}

export function insertAssociation(
  sql: Sql,
  association: RegisteredAssociation,
  { patientKey, submissionKey }: AssociationPlace,
): void {
  const { id, type, source, target, availabilityStatus } = association;
  sql(
    `INSERT INTO association (patient_key, submission_key, id, type, source, target, status, model)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(patientKey, submissionKey, id, type, source, target, availabilityStatus, JSON.stringify(association));
}
