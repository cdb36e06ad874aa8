import type { DirectoryPractice } from '../../model/directory.ts';
import type { KnownContact } from '../../model/notification.ts';
import type { Sql } from './connection.ts';

/**
 * How the Annuaire santé says that a professional is reached, as it was last imported: of several practices the first that has
 * an e-mail address of the professional's own, and the first that has a postal one.
 */
export function directoryContact(sql: Sql, professional: string): KnownContact | undefined {
  const rows = sql(
    `SELECT facts FROM directory_practice
     WHERE generation = (SELECT generation FROM directory_state) AND professional = ? ORDER BY id`,
  )
    .pluck()
    .all(professional) as string[];
  const contacts = rows.flatMap((facts) => (JSON.parse(facts) as DirectoryPractice).contact ?? []);
  if (contacts.length === 0) return undefined;
  const email = contacts.find((contact) => contact.email !== undefined)?.email;
  const postal = contacts.find((contact) => contact.postal !== undefined)?.postal;
  return {
    of: { professional },
    source: 'annuaire',
    emailVerified: true,
    ...(email === undefined ? {} : { email }),
    ...(postal === undefined ? {} : { postal }),
  };
}
