import { contactsInForce } from '../model/contacts-in-force.ts';
import { isConflict, type Store, type WriteCommand } from '../store/store.ts';
import { emailOf } from './reach.ts';

const PAGE = 200;
const DAY_MS = 24 * 3_600_000;

/**
 * Queues the yearly letter of each open record that no e-mail reaches (NOT-08). What is due stands in the store, so that a
 * server that was off makes up for it, and two servers make one letter.
 * @param days between two letters, and from the creation of a record to the first.
 */
export async function queueStatements(
  store: Pick<Store, 'records' | 'notifications' | 'write'>,
  days: number,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const before = new Date(now.getTime() - days * DAY_MS).toISOString();
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = await store.notifications.statementsDue({ before, after, limit: PAGE });
    const commands: WriteCommand[] = [];
    for (const patientKey of page.patientKeys) {
      const contacts = await store.notifications.contacts({ patientKey });
      const record = await store.records.byKey(patientKey);
      if (record === undefined || emailOf(contactsInForce(contacts, record, at)) !== undefined) continue;
      commands.push({ kind: 'queue-statement', patientKey, before, at });
    }
    const written = commands.length === 0 ? {} : await store.write(commands);
    if (isConflict(written)) throw new Error(`unexpected conflict: ${written.conflict}`);
    after = page.last;
  }
}
