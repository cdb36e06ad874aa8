import type { AdministrativeDataCommand } from '../../administrative-data.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { indexNames } from './index-names.ts';
import { openRecordMissing } from './record-state.ts';

/** The name in use takes the place of the one before; the patient is sought by the new one. */
export function changeUsualName(
  sql: Sql,
  { patientKey, usualFamily }: AdministrativeDataCommand,
): Conflict | undefined {
  const closed = openRecordMissing(sql, patientKey);
  if (closed !== undefined) return closed;
  sql('UPDATE patient SET usual_family = ? WHERE patient_key = ?').run(usualFamily, patientKey);
  indexNames(sql, patientKey);
  return undefined;
}
