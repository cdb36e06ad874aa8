import type { KnownContact } from '../../../model/notification.ts';
import type { NotificationCommand } from '../../notifications.ts';
import type { Sql } from '../connection.ts';
import { ownerOf } from '../contacts.ts';

/** Takes the place of what the same source has told before. */
export function keepContact(sql: Sql, contact: KnownContact): void {
  const { table, column, value } = ownerOf(contact.of);
  sql(
    `INSERT OR REPLACE INTO ${table} (${column}, source, email, mobile, email_verified, postal)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(
    value,
    contact.source,
    contact.email ?? null,
    contact.mobile ?? null,
    contact.emailVerified ? 1 : 0,
    contact.postal === undefined ? null : JSON.stringify(contact.postal),
  );
  if ('patientKey' in contact.of && contact.representative !== undefined) {
    sql('UPDATE patient_contact SET representative = ? WHERE patient_key = ? AND source = ?').run(
      JSON.stringify(contact.representative),
      value,
      contact.source,
    );
  }
}

/** Forgetting what is not known changes nothing. */
export function forgetContact(
  sql: Sql,
  { of, source }: NotificationCommand & { kind: 'forget-contact' },
): void {
  const { table, column, value } = ownerOf(of);
  sql(`DELETE FROM ${table} WHERE ${column} = ? AND source = IFNULL(?, source)`).run(value, source ?? null);
}
