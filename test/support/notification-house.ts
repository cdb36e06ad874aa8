import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownContact, Message, Recipient } from '../../src/model/notification.ts';
import { type Delivery, deliverDue } from '../../src/notification/deliver.ts';
import { folderPost } from '../../src/notification/folder-post.ts';
import type { Post } from '../../src/notification/post.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { isConflict, type Store, type WriteCommand } from '../../src/store/store.ts';
import { newPatient, temporaryFolder } from '../store/sample.ts';

/** A store whose notifications are delivered into a folder, under a clock that a test moves. */
export interface NotificationHouse {
  readonly store: Store;
  readonly folder: string;
  readonly logged: readonly { readonly message: string; readonly facts: Record<string, unknown> }[];
  readonly now: () => Date;
  advance(milliseconds: number): void;
  write(...unit: WriteCommand[]): Promise<void>;
  /** A patient with an open record, and what is known of where to reach her. */
  patient(contact?: Partial<KnownContact>): Promise<number>;
  notify(recipient: Recipient, message: Message): Promise<void>;
  /** Delivers all that is due, by files unless another post is given. */
  deliver(changes?: Partial<Delivery>): Promise<void>;
  mails(): readonly string[];
  letters(): readonly string[];
  close(): Promise<void>;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const INVITATION: Message = {
  kind: 'enrolment-invitation',
  holder: { given: 'Charlotte', family: 'LEMOINE' },
  code: 'A1B2C3D4E5F6',
  delay: '6 semaines',
};

export async function notificationHouse(): Promise<NotificationHouse> {
  const { path, remove } = await temporaryFolder();
  const store = await openSqliteStore({ file: join(path, 'carnet.db') });
  const folder = join(path, 'mail');
  const logged: { message: string; facts: Record<string, unknown> }[] = [];
  let time = Date.parse('2026-11-22T10:00:00.000Z');
  const now = () => new Date(time);
  const write = async (...unit: WriteCommand[]) => {
    const written = await store.write(unit);
    if (isConflict(written)) throw new Error(written.conflict);
  };
  const post: Post = folderPost(folder);
  return {
    store,
    folder,
    logged,
    now,
    advance: (milliseconds) => {
      time += milliseconds;
    },
    write,
    async patient(contact) {
      const patientKey = await newPatient(store);
      if (contact !== undefined) {
        await write({
          kind: 'keep-contact',
          contact: { of: { patientKey }, source: 'assurance-maladie', emailVerified: true, ...contact },
        });
      }
      return patientKey;
    },
    notify: (recipient, message) =>
      write({ kind: 'notify', notification: { recipient, message }, at: now().toISOString() }),
    async deliver(changes = {}) {
      const delivery: Delivery = {
        store,
        post,
        from: 'dmp@example.fr',
        letters: join(folder, 'letters'),
        giveUpAfter: 72 * HOUR,
        now,
        log: (_level, message, facts) => {
          logged.push({ message, facts });
        },
        ...changes,
      };
      while ((await deliverDue(delivery)).more);
    },
    mails: () => filesOf(folder, '.eml'),
    letters: () => filesOf(join(folder, 'letters'), '.txt'),
    async close() {
      await store.close();
      await remove();
    },
  };
}

/** The files of a folder by their ending, as text, oldest names first; none where there is no folder. */
export function filesOf(folder: string, ending: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
