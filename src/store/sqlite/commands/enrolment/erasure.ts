import type { EnrolmentCommand } from '../../../enrolment.ts';
import type { Conflict } from '../../../store.ts';
import type { Sql } from '../../connection.ts';
import { recordMissing } from '../record-state.ts';

export function askErasure(
  sql: Sql,
  { patientKey, at, dueAt }: EnrolmentCommand & { kind: 'ask-erasure' },
): Conflict | undefined {
  const conflict = recordMissing(sql, patientKey);
  if (conflict !== undefined) return conflict;
  sql('INSERT OR IGNORE INTO erasure (patient_key, asked_at, due_at) VALUES (?, ?, ?)').run(
    patientKey,
    at,
    dueAt,
  );
  return undefined;
}

export function endErasure(
  sql: Sql,
  { patientKey }: EnrolmentCommand & { kind: 'end-erasure' },
): Conflict | undefined {
  const { changes } = sql('DELETE FROM erasure WHERE patient_key = ?').run(patientKey);
  return changes === 0 ? { conflict: 'erasure-missing', patientKey } : undefined;
}
