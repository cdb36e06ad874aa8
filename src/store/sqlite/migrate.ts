import type { Database } from 'better-sqlite3';
import { foldName } from '../../model/folded-name.ts';
import { recordsDocumentsEvents } from './migrations/0001-records-documents-events.ts';
import { foldersAssociations } from './migrations/0002-folders-associations.ts';
import { metadataVersions } from './migrations/0003-metadata-versions.ts';
import { patientFeed } from './migrations/0004-patient-feed.ts';
import { auditDeliveries } from './migrations/0005-audit-deliveries.ts';
import { removal } from './migrations/0006-removal.ts';
import { authorisationHolders } from './migrations/0007-authorisation-holders.ts';
import { recordChoices } from './migrations/0008-record-choices.ts';
import { enrolment } from './migrations/0009-enrolment.ts';
import { notifications } from './migrations/0010-notifications.ts';
import { signIn } from './migrations/0011-sign-in.ts';
import { directory } from './migrations/0012-directory.ts';
import { journals } from './migrations/0013-journals.ts';
import { patientNames } from './migrations/0014-patient-names.ts';
import { urgentNotifications } from './migrations/0015-urgent-notifications.ts';
import { secretEmergencies } from './migrations/0016-secret-emergencies.ts';
import { contactsOfRepresentatives } from './migrations/0017-contacts-of-representatives.ts';
import { formerIns } from './migrations/0018-former-ins.ts';
import { sharedChildren } from './migrations/0019-shared-children.ts';

/** In order and never changed once released: the version of a database is how many of them it has been through. */
export const migrations: readonly string[] = [
  recordsDocumentsEvents,
  foldersAssociations,
  metadataVersions,
  patientFeed,
  auditDeliveries,
  removal,
  authorisationHolders,
  recordChoices,
  enrolment,
  notifications,
  signIn,
  directory,
  journals,
  patientNames,
  urgentNotifications,
  secretEmergencies,
  contactsOfRepresentatives,
  formerIns,
  sharedChildren,
];

function versionOf(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/**
 * Brings a database to the shape that this code reads, each migration in its own transaction.
 * @param known those that there are; fewer leave it in the shape that earlier code read.
 * @throws Error when the database is newer than the code; nothing has been changed then.
 */
export function migrate(database: Database, file: string, known: readonly string[] = migrations): void {
  database.function('fold_name', { deterministic: true }, (name) => foldName(String(name)));
  for (;;) {
    // Taken before the version is read, because another process may be starting too.
    database.exec('BEGIN IMMEDIATE');
    try {
      const version = versionOf(database);
      if (version > known.length) {
        throw new Error(
          `${file} is of version ${version}, this program knows versions up to ${known.length}`,
        );
      }
      const next = known[version];
      if (next !== undefined) {
        database.exec(next);
        database.pragma(`user_version = ${version + 1}`);
      }
      database.exec('COMMIT');
      if (next === undefined) return;
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}
