import type { Conflict, WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';

/** The conflict of a command that needs a record, open or closed. */
export function recordMissing(sql: Sql, patientKey: number): Conflict | undefined {
  const found = sql('SELECT 1 FROM record WHERE patient_key = ?').get(patientKey);
  return found === undefined ? { conflict: 'record-missing' } : undefined;
}

/** The conflict of a command that needs an open record: it may have been closed after the decision was made. */
export function openRecordMissing(sql: Sql, patientKey: number): Conflict | undefined {
  const found = sql(`SELECT 1 FROM record WHERE patient_key = ? AND status = 'open'`).get(patientKey);
  return found === undefined ? { conflict: 'record-missing' } : undefined;
}

export function activateRecord(
  sql: Sql,
  { patientKey }: WriteCommand & { kind: 'activate-record' },
): Conflict | undefined {
  const conflict = openRecordMissing(sql, patientKey);
  if (conflict !== undefined) return conflict;
  sql('UPDATE record SET activated = 1 WHERE patient_key = ?').run(patientKey);
  return undefined;
}

/** Closing a record that is closed changes nothing. Opened again, nobody must come back into an access of before. */
export function closeRecord(
  sql: Sql,
  { patientKey, at }: WriteCommand & { kind: 'close-record' },
): Conflict | undefined {
  const conflict = recordMissing(sql, patientKey);
  if (conflict !== undefined) return conflict;
  sql(`UPDATE record SET status = 'closed', closed_at = ? WHERE patient_key = ? AND status = 'open'`).run(
    at,
    patientKey,
  );
  sql('DELETE FROM opened_access WHERE patient_key = ?').run(patientKey);
  return undefined;
}
