import type { Conflict, WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { openRecordMissing, recordMissing } from './record-state.ts';

/** Takes the place of an authorisation of the same holder. */
export function authorise(
  sql: Sql,
  { patientKey, authorisation }: WriteCommand & { kind: 'authorise' },
): Conflict | undefined {
  const conflict = openRecordMissing(sql, patientKey);
  if (conflict !== undefined) return conflict;
  const { holder, holderKind, name, medecinTraitant, since } = authorisation;
  sql(
    `INSERT OR REPLACE INTO authorisation (patient_key, holder, holder_kind, name, medecin_traitant, since)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(patientKey, holder, holderKind, name, medecinTraitant ? 1 : 0, since);
  return undefined;
}

/** Withdrawing what is not there changes nothing. */
export function withdraw(
  sql: Sql,
  { patientKey, holder }: WriteCommand & { kind: 'withdraw' },
): Conflict | undefined {
  const conflict = recordMissing(sql, patientKey);
  if (conflict !== undefined) return conflict;
  sql('DELETE FROM authorisation WHERE patient_key = ? AND holder = ?').run(patientKey, holder);
  return undefined;
}
