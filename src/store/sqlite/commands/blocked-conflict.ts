import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';

/** The conflict of a command that gives a professional something: the patient may have blocked it after the decision was made. */
export function blockedConflict(sql: Sql, patientKey: number, professional: string): Conflict | undefined {
  const blocked = sql('SELECT 1 FROM blocking WHERE patient_key = ? AND professional = ?').get(
    patientKey,
    professional,
  );
  return blocked === undefined ? undefined : { conflict: 'professional-blocked', professional };
}
