import { createHash } from 'node:crypto';
import type { SubmissionSet } from '../../model/submission.ts';
import type { FiledObjects, PatientFeedReads } from '../patient-feed.ts';
import type { Sql } from './connection.ts';
import { withStatus } from './stored-model.ts';

interface Rows {
  readonly entries: readonly { readonly status: string; readonly ebrim: string; readonly model: string }[];
  readonly sets: readonly { readonly ebrim: string; readonly model: string }[];
  readonly folders: readonly FiledObjects['folders'][number][];
  readonly mark: string;
}

/** The rows that a merge moves, and a digest of all of them. */
function filedRows(sql: Sql, patientKey: number): Rows {
  const entries = sql(
    `SELECT d.status, t.ebrim, t.model FROM document_entry AS d JOIN entry_text AS t USING (entry_key)
     WHERE d.patient_key = ? ORDER BY d.entry_key`,
  ).all(patientKey) as Rows['entries'];
  const sets = sql(
    'SELECT ebrim, model FROM submission_set WHERE patient_key = ? ORDER BY submission_key',
  ).all(patientKey) as Rows['sets'];
  const folders = sql(
    `SELECT id, model ->> '$.patientId' AS patientId FROM folder WHERE patient_key = ? ORDER BY folder_key`,
  ).all(patientKey) as Rows['folders'];
  const digest = createHash('sha256');
  for (const row of [...entries, ...sets, ...folders]) digest.update(`${JSON.stringify(row)}\n`);
  return { entries, sets, folders, mark: digest.digest('hex') };
}

/** The mark of what is filed under a patient now; that of a patient under whom nothing is filed is the same for all. */
export function markOf(sql: Sql, patientKey: number): string {
  return filedRows(sql, patientKey).mark;
}

export function patientFeedReads(sql: Sql): PatientFeedReads {
  return {
    filedUnder: async (patientKey): Promise<FiledObjects> => {
      const { entries, sets, folders, mark } = filedRows(sql, patientKey);
      return {
        entries: entries.map(({ model, status }) => withStatus(model, status)),
        submissionSets: sets.map(({ model }) => JSON.parse(model) as SubmissionSet),
        folders,
        mark,
      };
    },
    survivorOf: async (patientKey) =>
      (sql('SELECT patient_key FROM merged_patient WHERE former_key = ?').pluck().get(patientKey) as
        | number
        | undefined) ?? patientKey,
  };
}
