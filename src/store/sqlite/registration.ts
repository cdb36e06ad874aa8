import type { Registration } from '../store.ts';
import type { Sql } from './connection.ts';

/** The first registration under a uniqueId. */
export function registrationOf(sql: Sql, uniqueId: string): Registration | undefined {
  return sql(
    `SELECT d.patient_key AS patientKey, d.hash, d.size, d.depositor, s.unique_id AS submissionSetUniqueId
     FROM document_entry AS d JOIN submission_set AS s USING (submission_key)
     WHERE d.unique_id = ? ORDER BY d.entry_key LIMIT 1`,
  ).get(uniqueId) as Registration | undefined;
}
