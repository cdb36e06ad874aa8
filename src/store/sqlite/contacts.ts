import type { ContactSource, KnownContact, PersonName } from '../../model/notification.ts';
import type { Sql, SqlValue } from './connection.ts';
import { directoryContact } from './directory-contact.ts';

/** Where the contacts of an owner stand. */
export function ownerOf(of: KnownContact['of']): { table: string; column: string; value: SqlValue } {
  return 'patientKey' in of
    ? { table: 'patient_contact', column: 'patient_key', value: of.patientKey }
    : { table: 'professional_contact', column: 'professional', value: of.professional };
}

interface ContactRow {
  readonly source: ContactSource;
  readonly email: string | null;
  readonly mobile: string | null;
  readonly verified: 0 | 1;
  readonly postal: string | null;
  readonly representative: string | null;
}

/** Those that were told of, and of a professional what the Annuaire santé has, unless its place has been taken. */
export function contactsOf(sql: Sql, of: KnownContact['of']): KnownContact[] {
  const told = contactsTold(sql, of);
  if ('patientKey' in of || told.some(({ source }) => source === 'annuaire')) return told;
  const listed = directoryContact(sql, of.professional);
  return listed === undefined ? told : [...told, listed];
}

function contactsTold(sql: Sql, of: KnownContact['of']): KnownContact[] {
  const { table, column, value } = ownerOf(of);
  const representative = 'patientKey' in of ? 'representative' : 'NULL AS representative';
  const rows = sql(
    `SELECT source, email, mobile, email_verified AS verified, postal, ${representative} FROM ${table} WHERE ${column} = ? ORDER BY source`,
  ).all(value) as ContactRow[];
  return rows.map(({ source, email, mobile, verified, postal, representative }) => ({
    of,
    source,
    ...(email === null ? {} : { email }),
    ...(mobile === null ? {} : { mobile }),
    emailVerified: verified === 1,
    ...(postal === null ? {} : { postal: JSON.parse(postal) as string[] }),
    ...(representative === null ? {} : { representative: JSON.parse(representative) as PersonName }),
  }));
}
