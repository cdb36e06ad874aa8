import type { RecordChoiceCommand } from '../../record-choices.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { blockedConflict } from './blocked-conflict.ts';
import { openRecordMissing } from './record-state.ts';

/** Carries out what a patient decides, on a record that is still open. */
export function decideForRecord(sql: Sql, command: RecordChoiceCommand): Conflict | undefined {
  const { patientKey } = command;
  const closed = openRecordMissing(sql, patientKey);
  if (closed !== undefined) return closed;
  switch (command.kind) {
    case 'set-choices':
      return setChoices(sql, command);
    case 'block':
      return block(sql, command);
    case 'unblock':
      sql('DELETE FROM blocking WHERE patient_key = ? AND professional = ?').run(
        patientKey,
        command.professional,
      );
      return undefined;
    case 'open-access':
      return openAccess(sql, command);
    case 'name-medecin-traitant':
      sql(
        `INSERT INTO authorisation (patient_key, holder, holder_kind, name, medecin_traitant, since)
         VALUES (?, ?, 'professional', ?, 1, ?)
         ON CONFLICT (patient_key, holder) DO UPDATE SET medecin_traitant = 1`,
      ).run(patientKey, command.professional, command.name, command.at);
      return undefined;
    case 'dismiss-medecin-traitant':
      sql('UPDATE authorisation SET medecin_traitant = 0 WHERE patient_key = ? AND holder = ?').run(
        patientKey,
        command.professional,
      );
      return undefined;
    default:
      throw new Error(`unknown command ${(command satisfies never as { kind: string }).kind}`);
  }
}

type Of<Kind extends RecordChoiceCommand['kind']> = RecordChoiceCommand & { readonly kind: Kind };

function setChoices(sql: Sql, { patientKey, choices }: Of<'set-choices'>): undefined {
  const { brisDeGlace, centre15, maskAll } = choices;
  sql(
    `UPDATE record SET bris_de_glace = coalesce(?, bris_de_glace), centre_15 = coalesce(?, centre_15),
       mask_all = coalesce(?, mask_all)
     WHERE patient_key = ?`,
  ).run(brisDeGlace ?? null, centre15 ?? null, maskAll === undefined ? null : maskAll ? 1 : 0, patientKey);
  // Allowed again, nobody must come back into an access of before.
  if (brisDeGlace === 'opposed') sql('DELETE FROM opened_access WHERE patient_key = ?').run(patientKey);
}

function block(sql: Sql, { patientKey, blocking }: Of<'block'>): undefined {
  const { professional, name, since } = blocking;
  sql(
    `INSERT INTO blocking (patient_key, professional, name, since) VALUES (?, ?, ?, ?)
     ON CONFLICT (patient_key, professional) DO UPDATE SET name = coalesce(name, excluded.name)`,
  ).run(patientKey, professional, name ?? null, since);
  // Unblocked again, the professional must not come back into an access of before.
  sql('DELETE FROM opened_access WHERE patient_key = ? AND professional = ?').run(patientKey, professional);
}

function openAccess(sql: Sql, { patientKey, access }: Of<'open-access'>): Conflict | undefined {
  const { professional, reason, openedAt, until } = access;
  const blocked = blockedConflict(sql, patientKey, professional);
  if (blocked !== undefined) return blocked;
  const opposed = sql(`SELECT 1 FROM record WHERE patient_key = ? AND bris_de_glace = 'opposed'`).get(
    patientKey,
  );
  if (opposed !== undefined) return { conflict: 'bris-de-glace-opposed' };
  sql(
    `INSERT OR REPLACE INTO opened_access (patient_key, professional, reason, opened_at, until)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(patientKey, professional, reason, openedAt, until);
  return undefined;
}
