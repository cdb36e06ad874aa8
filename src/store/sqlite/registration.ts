import { ON_DEMAND } from '../../model/document-entry.ts';
import type { Registration } from '../store.ts';
import type { Sql } from './connection.ts';

/** The first registration under a uniqueId. */
export function registrationOf(sql: Sql, uniqueId: string): Registration | undefined {
  const found = sql(
    `SELECT d.patient_key AS patientKey, d.object_type AS objectType, d.hash, d.size, d.depositor, s.unique_id AS submissionSetUniqueId
     FROM document_entry AS d JOIN submission_set AS s USING (submission_key)
     WHERE d.unique_id = ? ORDER BY d.entry_key LIMIT 1`,
  ).get(uniqueId) as (Omit<Registration, 'onDemand'> & { objectType: string }) | undefined;
  if (found === undefined) return undefined;
  const { objectType, ...registration } = found;
  return { ...registration, onDemand: objectType === ON_DEMAND };
}
