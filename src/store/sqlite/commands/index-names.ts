import { foldName } from '../../../model/folded-name.ts';
import type { Sql } from '../connection.ts';

/** Keeps the names that a patient is sought by as its traits now are. */
export function indexNames(sql: Sql, patientKey: number): void {
  const row = sql('SELECT family, usual_family AS usualFamily FROM patient WHERE patient_key = ?').get(
    patientKey,
  ) as { family: string; usualFamily: string | null };
  const names = new Set([row.family, row.usualFamily ?? ''].map(foldName));
  sql('DELETE FROM patient_name WHERE patient_key = ?').run(patientKey);
  for (const name of names) {
    if (name === '') continue;
    sql('INSERT INTO patient_name (name, patient_key) VALUES (?, ?)').run(name, patientKey);
  }
}
