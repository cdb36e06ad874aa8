import { DELETED, ON_DEMAND } from '../../model/document-entry.ts';
import type { Registration } from '../store.ts';
import type { Sql } from './connection.ts';

type Row = Omit<Registration, 'onDemand' | 'deleted'> & {
  readonly objectType: string;
  readonly deleted: 0 | 1;
};

/** The first registration under a uniqueId. */
export function registrationOf(sql: Sql, uniqueId: string): Registration | undefined {
  const found = sql(
    `SELECT d.patient_key AS patientKey, d.object_type AS objectType, d.hash, d.size, d.depositor, s.unique_id AS submissionSetUniqueId,
       NOT EXISTS (SELECT 1 FROM document_entry AS e
         WHERE e.unique_id = d.unique_id AND e.latest = 1 AND e.status <> ?) AS deleted
     FROM document_entry AS d JOIN submission_set AS s USING (submission_key)
     WHERE d.unique_id = ? ORDER BY d.entry_key LIMIT 1`,
  ).get(DELETED, uniqueId) as Row | undefined;
  if (found === undefined) return undefined;
  const { objectType, deleted, ...registration } = found;
  return { ...registration, onDemand: objectType === ON_DEMAND, deleted: deleted === 1 };
}
