import type { Message } from '../../../model/notification.ts';
import type { NotificationCommand } from '../../notifications.ts';
import type { Sql } from '../connection.ts';
import { queueNotification } from './queue-notification.ts';

type Telling<Kind extends NotificationCommand['kind']> = NotificationCommand & { kind: Kind };

/** One notification for each document that the patient has not been told of (NOT-01, NOT-03). */
export function tellDocuments(
  sql: Sql,
  { patientKey, logicalIds, at, quietly }: Telling<'tell-documents'>,
): void {
  for (const logicalId of logicalIds) {
    const { changes } = sql(
      'INSERT OR IGNORE INTO told_document (patient_key, logical_id) VALUES (?, ?)',
    ).run(patientKey, logicalId);
    if (changes > 0 && !quietly) tell(sql, patientKey, { kind: 'document-added' }, at);
  }
}

/** Once for each professional (NOT-02): the key of the table decides between two first accesses at once. */
export function tellAccess(sql: Sql, { patientKey, professional, at }: Telling<'tell-access'>): void {
  if (markAccess(sql, patientKey, professional)) tell(sql, patientKey, { kind: 'first-access' }, at);
}

/**
 * The patient and each médecin traitant whom the patient does not block (CSP R.1111-48). The patient has then been told of the
 * professional too. When the patient was told is kept apart: an emergency that was kept from the patient must not silence a
 * later one that is not.
 */
export function tellEmergency(
  sql: Sql,
  { patientKey, professional, since, at, patientTold }: Telling<'tell-emergency'>,
): void {
  const toDoctors = sql(
    `INSERT INTO told_emergency (patient_key, professional, at) VALUES (?, ?, ?)
     ON CONFLICT (patient_key, professional) DO UPDATE SET at = excluded.at WHERE at <= ?`,
  ).run(patientKey, professional, at, since);
  const toPatient =
    patientTold &&
    sql(
      `UPDATE told_emergency SET patient_told_at = ?
       WHERE patient_key = ? AND professional = ? AND coalesce(patient_told_at, '') <= ?`,
    ).run(at, patientKey, professional, since).changes > 0;
  if (toPatient) {
    markAccess(sql, patientKey, professional);
    tell(sql, patientKey, { kind: 'emergency-access' }, at);
  }
  if (toDoctors.changes === 0) return;
  const doctors = sql(
    `SELECT holder AS professional, name FROM authorisation AS a
     WHERE patient_key = ? AND medecin_traitant = 1 AND holder <> ? AND NOT EXISTS (
       SELECT 1 FROM blocking AS b WHERE b.patient_key = a.patient_key AND b.professional = a.holder)
     ORDER BY holder`,
  ).all(patientKey, professional) as { professional: string; name: string }[];
  for (const recipient of doctors) {
    queueNotification(sql, { recipient, message: { kind: 'emergency-access-medecin-traitant' } }, at);
  }
}

/** @returns whether it was not marked before. */
function markAccess(sql: Sql, patientKey: number, professional: string): boolean {
  const { changes } = sql('INSERT OR IGNORE INTO told_access (patient_key, professional) VALUES (?, ?)').run(
    patientKey,
    professional,
  );
  return changes > 0;
}

function tell(sql: Sql, patientKey: number, message: Message, at: string): void {
  queueNotification(sql, { recipient: { patientKey }, message }, at);
}
