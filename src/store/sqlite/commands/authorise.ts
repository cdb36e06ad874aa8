import type { Conflict, WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { blockedConflict } from './blocked-conflict.ts';
import { openRecordMissing, recordMissing } from './record-state.ts';

/** Of an authorisation that is there the médecin traitant stays one: the patient may have named it since the decision. */
export function authorise(
  sql: Sql,
  { patientKey, authorisation }: WriteCommand & { kind: 'authorise' },
): Conflict | undefined {
  const { holder, holderKind, name, medecinTraitant, since } = authorisation;
  const conflict = openRecordMissing(sql, patientKey) ?? blockedConflict(sql, patientKey, holder);
  if (conflict !== undefined) return conflict;
  sql(
    `INSERT INTO authorisation (patient_key, holder, holder_kind, name, medecin_traitant, since)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (patient_key, holder) DO UPDATE SET holder_kind = excluded.holder_kind, name = excluded.name,
       medecin_traitant = max(medecin_traitant, excluded.medecin_traitant), since = excluded.since`,
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
