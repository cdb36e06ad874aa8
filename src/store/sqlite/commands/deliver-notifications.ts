import type { NotificationCommand } from '../../notifications.ts';
import type { Sql } from '../connection.ts';
import { queueNotification } from './queue-notification.ts';

/** How long it is remembered that a notification was settled, its text gone. */
const REMEMBERED_MS = 90 * 24 * 3_600_000;

/** One-time codes first, at every try: they are of no use minutes later. */
const FIRST_TO_LAST = [
  "outbox INDEXED BY outbox_urgent WHERE kind = 'account-code'",
  'outbox INDEXED BY outbox_due WHERE true',
];

/** A claim that has ended without a settlement is free again: its server has stopped or is too slow. */
export function claimNotifications(
  sql: Sql,
  { claimant, at, until, limit }: NotificationCommand & { kind: 'claim-notifications' },
): void {
  let left = limit;
  for (const some of FIRST_TO_LAST) {
    left -= sql(
      `UPDATE outbox SET claimant = ?, claimed_until = ?, attempts = attempts + 1 WHERE sequence IN (
         SELECT sequence FROM ${some}
         AND state = 'waiting' AND due <= ? AND (claimant IS NULL OR claimed_until <= ?)
         ORDER BY due, sequence LIMIT CAST(? AS INTEGER))`,
    ).run(claimant, until, at, at, left).changes;
  }
}

/** Only whoever holds the claim settles. Names and codes go with the settlement. */
export function settleNotification(
  sql: Sql,
  { id, claimant, at, settlement }: NotificationCommand & { kind: 'settle-notification' },
): void {
  if (settlement.as === 'retry') {
    sql(
      `UPDATE outbox SET due = ?, claimant = NULL, claimed_until = NULL
       WHERE id = ? AND claimant = ? AND state = 'waiting'`,
    ).run(settlement.due, id, claimant);
    return;
  }
  sql(
    `UPDATE outbox SET state = ?, settled_at = ?, notification = NULL, claimant = NULL, claimed_until = NULL
     WHERE id = ? AND claimant = ? AND state = 'waiting'`,
  ).run(settlement.as, settlement.as === 'statement' ? null : at, id, claimant);
  sql('DELETE FROM outbox WHERE settled_at < ?').run(new Date(Date.parse(at) - REMEMBERED_MS).toISOString());
}

/** What the patient was to be told since the last letter is counted in this one, and in no other. */
export function queueStatement(
  sql: Sql,
  { patientKey, before, at }: NotificationCommand & { kind: 'queue-statement' },
): void {
  const since = sql(
    `SELECT IFNULL(s.at, r.created_at) FROM record AS r LEFT JOIN statement AS s USING (patient_key)
     WHERE r.patient_key = ? AND r.status = 'open' AND IFNULL(s.at, r.created_at) < ?`,
  )
    .pluck()
    .get(patientKey, before) as string | undefined;
  if (since === undefined) return;
  const counted = sql(
    `SELECT SUM(kind = 'document-added') AS documents, SUM(kind <> 'document-added') AS accesses
     FROM outbox WHERE patient_key = ? AND state = 'statement'`,
  ).get(patientKey) as { documents: number | null; accesses: number | null };
  sql(`UPDATE outbox SET state = 'stated', settled_at = ? WHERE patient_key = ? AND state = 'statement'`).run(
    at,
    patientKey,
  );
  sql('INSERT OR REPLACE INTO statement (patient_key, at) VALUES (?, ?)').run(patientKey, at);
  const message = {
    kind: 'statement' as const,
    from: since.slice(0, 10),
    to: at.slice(0, 10),
    documents: counted.documents ?? 0,
    accesses: counted.accesses ?? 0,
  };
  queueNotification(sql, { recipient: { patientKey }, message }, at);
}
