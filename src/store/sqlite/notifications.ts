import type { Notification } from '../../model/notification.ts';
import type { NotificationReads } from '../notifications.ts';
import type { Sql } from './connection.ts';
import { contactsOf } from './contacts.ts';

export function notificationReads(sql: Sql): NotificationReads {
  return {
    claimed: async (claimant) => {
      const rows = sql(
        `SELECT id, notification, at, attempts - 1 AS attempts FROM outbox INDEXED BY outbox_claimant
         WHERE claimant = ? AND state = 'waiting' ORDER BY kind <> 'account-code', sequence`,
      ).all(claimant) as { id: string; notification: string; at: string; attempts: number }[];
      return rows.map(({ notification, ...row }) => ({
        ...row,
        ...(JSON.parse(notification) as Notification),
      }));
    },
    queue: async () => {
      const row = sql(
        `SELECT COUNT(*) AS waiting, MIN(at) AS oldest FROM outbox INDEXED BY outbox_waiting WHERE state = 'waiting'`,
      ).get() as { waiting: number; oldest: string | null };
      return { waiting: row.waiting, ...(row.oldest === null ? {} : { oldest: row.oldest }) };
    },
    accessTold: async (patientKey, professional) =>
      sql('SELECT 1 FROM told_access WHERE patient_key = ? AND professional = ?').get(
        patientKey,
        professional,
      ) !== undefined,
    statementsDue: async ({ before, after, limit }) => {
      const rows = sql(
        `SELECT r.patient_key AS patientKey, r.status = 'open' AND IFNULL(s.at, r.created_at) < ? AS due
         FROM record AS r LEFT JOIN statement AS s USING (patient_key)
         WHERE r.patient_key > ? ORDER BY r.patient_key LIMIT CAST(? AS INTEGER)`,
      ).all(before, after, limit) as { patientKey: number; due: 0 | 1 }[];
      const last = rows.length === limit ? rows.at(-1)?.patientKey : undefined;
      return {
        patientKeys: rows.filter(({ due }) => due === 1).map(({ patientKey }) => patientKey),
        ...(last === undefined ? {} : { last }),
      };
    },
    contacts: async (of) => contactsOf(sql, of),
  };
}
