import type { Store } from '../store.ts';
import { associationReads } from './associations.ts';
import { openForReading, statementCache } from './connection.ts';
import { credentialReads } from './credentials.ts';
import { directoryReads } from './directory.ts';
import { documentReads } from './documents.ts';
import { enrolmentReads } from './enrolment.ts';
import { eventReads } from './events.ts';
import { patientFeedReads } from './filed-objects.ts';
import { folderReads } from './folders.ts';
import { notificationReads } from './notifications.ts';
import { patientSearchReads } from './patient-search.ts';
import { recordChoiceReads } from './record-choices.ts';
import { recordReads } from './records.ts';
import { removalReads } from './removal.ts';
import { signInArtifactReads } from './sign-in-artifacts.ts';
import { submissionSetReads } from './submission-sets.ts';
import { versionReads } from './versions.ts';
import { startWriter } from './writer.ts';

export interface SqliteStoreOptions {
  readonly file: string;
  /** Where the signed heads of the audit chain are written, outside the database; without it there are none. */
  readonly headFile?: string;
  /** Called when a commit or the disk has failed. Left out, the process says so and ends (design 2.1). */
  readonly onFatal?: (error: Error) => void;
}

/** sysexits.h: internal software error. */
const EXIT_SOFTWARE = 70;

function endProcess(error: Error): void {
  process.stderr.write(
    `${error.message}\nThe store can no longer keep what it acknowledges; the server stops.\n`,
  );
  process.exit(EXIT_SOFTWARE);
}

/**
 * Opens the store in one SQLite file, making it or bringing it up to date first.
 * @throws Error when the file cannot be used, is not durable, or was written by a newer version of the program.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { file, headFile, onFatal = endProcess } = options;
  const writer = await startWriter({ file, ...(headFile === undefined ? {} : { headFile }) }, onFatal);
  const database = openForReading(file);
  const sql = statementCache(database);
  return {
    documents: documentReads(sql),
    submissionSets: submissionSetReads(sql),
    folders: folderReads(sql),
    associations: associationReads(sql),
    removal: removalReads(sql),
    patientFeed: patientFeedReads(sql),
    patientSearch: patientSearchReads(sql),
    versions: versionReads(sql),
    notifications: notificationReads(sql),
    records: recordReads(sql),
    directory: directoryReads(sql),
    choices: recordChoiceReads(sql),
    events: eventReads(sql),
    credentials: credentialReads(sql),
    enrolment: enrolmentReads(sql),
    signInArtifacts: signInArtifactReads(sql),
    write: (unit) => writer.write(unit),
    close: async () => {
      database.close();
      await writer.close();
    },
  };
}
