import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { code } from '../../src/model/code.ts';
import { APPROVED, type DocumentEntry, NO_EXTRAS, STABLE } from '../../src/model/document-entry.ts';
import type { AccessEvent } from '../../src/model/event.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import type { Scope, ScopeFacts } from '../../src/model/scope.ts';
import { openForWriting } from '../../src/store/sqlite/connection.ts';
import { migrate, migrations } from '../../src/store/sqlite/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { isConflict, type RegisterCommand, type Store, type WriteCommand } from '../../src/store/store.ts';

export const AT = '2026-11-20T10:00:00.000Z';

let lastNumber = 0;
/** A number that no other call has had. */
export function nextNumber(): number {
  lastNumber += 1;
  return lastNumber;
}

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'carnet-store-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A store of its own, empty, in a folder of its own. */
export interface TemporaryStore extends Store {
  readonly folder: string;
  /** Closes it and deletes its folder. */
  remove(): Promise<void>;
}

/** @param prepare makes the database that it opens; otherwise there is none yet. */
export async function temporaryStore(prepare?: (file: string) => void): Promise<TemporaryStore> {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'carnet.db');
  prepare?.(file);
  const store = await openSqliteStore({ file });
  return {
    ...store,
    folder: folder.path,
    async remove() {
      await store.close();
      await folder.remove();
    },
  };
}

/** A store that brings up to date a database from before a migration, with what `fill` puts in. */
export function storeFromBefore(
  migration: string,
  fill: (database: ReturnType<typeof openForWriting>) => void,
): Promise<TemporaryStore> {
  return temporaryStore((file) => {
    const database = openForWriting(file);
    migrate(database, file, migrations.slice(0, migrations.indexOf(migration)));
    fill(database);
    database.close();
  });
}

/** Scopes of tests come from nowhere else: only `authorization/` makes real ones. */
export function scope(facts: Partial<ScopeFacts>): Scope {
  return { patient: 'any', types: 'all', hiddenConfidentiality: [], hiddenStatuses: [], ...facts } as Scope;
}

export const SEE_ALL = scope({});

export function sampleEntry(changes: Partial<DocumentEntry> = {}): DocumentEntry {
  const entryUuid = changes.entryUuid ?? `urn:uuid:${randomUUID()}`;
  return {
    id: entryUuid,
    entryUuid,
    logicalId: entryUuid,
    version: 1,
    availabilityStatus: APPROVED,
    objectType: STABLE,
    mimeType: 'text/xml',
    uniqueId: `1.2.250.1.999.${nextNumber()}`,
    patientId: '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH',
    sourcePatientInfo: [],
    authors: [],
    classCode: code('11', '1.2.250.1.213.1.1.4.1', 'Synthèse'),
    typeCode: code('87273-9', '2.16.840.1.113883.6.1'),
    formatCode: code('urn:ihe:pcc:ic:2009', '1.3.6.1.4.1.19376.1.2.3'),
    healthcareFacilityTypeCode: code('SA01', '1.2.250.1.71.4.2.4'),
    practiceSettingCode: code('AMBULATOIRE', '1.2.250.1.213.1.1.4.9'),
    confidentialityCodes: [code('N', '2.16.840.1.113883.5.25')],
    eventCodes: [],
    languageCode: 'fr-FR',
    creationTime: '20260115100000',
    hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    size: 0,
    repositoryUniqueId: '1.2.250.1.999.0',
    title: [{ value: 'Vaccination du 15 janvier' }],
    comments: [],
    uri: [],
    referenceIds: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
    ...changes,
  };
}

export function registration(
  patientKey: number,
  entries: readonly DocumentEntry[],
  changes: Partial<RegisterCommand> = {},
): RegisterCommand {
  const number = nextNumber();
  return {
    kind: 'register',
    patientKey,
    depositor: '810000000037',
    at: AT,
    submissionSet: {
      id: `urn:uuid:${randomUUID()}`,
      uniqueId: `1.2.250.1.998.${number}`,
      sourceId: '1.2.250.1.997',
      patientId: '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH',
      submissionTime: '20261120100000',
      authors: [],
      intendedRecipients: [],
      title: [],
      comments: [],
      limitedMetadata: false,
      extras: NO_EXTRAS,
    },
    submissionSetEbrim: '<set/>',
    entries: entries.map((entry) => ({
      entry,
      ebrim: `<ebrim id="${entry.entryUuid}"/>`,
      fhir: `{"fhir":"${entry.entryUuid}"}`,
      blob: 'b'.repeat(32),
    })),
    associations: [],
    deprecates: [],
    relatesTo: [],
    sameDocumentAgain: false,
    ...changes,
  };
}

export function creation(
  value = String(nextNumber()),
  authority = INS_NIR_TEST,
): WriteCommand & { kind: 'create-record' } {
  return {
    kind: 'create-record',
    patient: { family: 'LEMOINE', givens: ['CHARLOTTE', 'JEANNE'], birthDate: '1994-06-12', sex: 'F' },
    identifiers: [{ value, authority }],
    activated: false,
    at: AT,
  };
}

/** @returns the key of a new patient with an open record. */
export async function newPatient(store: Store): Promise<number> {
  const receipt = await store.write([creation()]);
  if (isConflict(receipt) || receipt.patientKey === undefined) throw new Error('no patient was made');
  return receipt.patientKey;
}

export function sampleEvent(changes: Partial<AccessEvent> = {}): AccessEvent {
  return {
    type: 'ITI-43',
    action: 'R',
    at: AT,
    granted: true,
    reason: 'authorised',
    subject: {
      kind: 'professional',
      mode: 'DIRECTE',
      id: '810000000045',
      name: 'Samir DUVAL',
      structureId: '481000000004501',
      structureName: 'CABINET INFIRMIER DUVAL',
      role: '60',
      roleName: 'Infirmier',
      purpose: 'normal',
      evidence: '_a1b2',
    },
    from: '192.0.2.7',
    requestId: 'urn:uuid:5f0c7e9e-3a1f-4a7e-8f0e-0d1c2b3a4958',
    documents: ['1.2.250.1.999.1'],
    ...changes,
  };
}

export function eventCommand(changes: Partial<AccessEvent> = {}): WriteCommand {
  return { kind: 'record-event', event: sampleEvent(changes) };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
