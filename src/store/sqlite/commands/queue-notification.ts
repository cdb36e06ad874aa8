import { randomUUID } from 'node:crypto';
import type { Notification } from '../../../model/notification.ts';
import type { Sql } from '../connection.ts';

/** Puts a notification into the queue; it may be delivered at once. @param at ISO 8601 UTC. */
export function queueNotification(sql: Sql, notification: Notification, at: string): void {
  const { recipient, message } = notification;
  sql('INSERT INTO outbox (id, patient_key, kind, notification, at, due) VALUES (?, ?, ?, ?, ?, ?)').run(
    randomUUID(),
    'patientKey' in recipient ? recipient.patientKey : null,
    message.kind,
    JSON.stringify(notification),
    at,
    at,
  );
}
