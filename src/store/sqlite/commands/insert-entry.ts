import { codeKey } from '../../../model/code.ts';
import { type DocumentEntry, ONLINE } from '../../../model/document-entry.ts';
import { parseXcn, parseXon } from '../../../model/hl7v2.ts';
import { dtmEnd, dtmStart } from '../../../model/instant.ts';
import type { EntryToRegister } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { codesOf } from '../entry-codes.ts';

interface Place {
  readonly patientKey: number;
  readonly submissionKey: number;
  readonly depositor: string;
  /** When it is registered, ISO 8601 UTC: the place of an On-Demand entry in lists, since it has no creationTime. */
  readonly at: string;
}

/** One entry with everything that searches look at. */
export function insertEntry(sql: Sql, { entry, ebrim, fhir, blob }: EntryToRegister, place: Place): void {
  const { patientKey } = place;
  const creationTime = entry.creationTime === undefined ? Date.parse(place.at) : dtmStart(entry.creationTime);
  if (creationTime === undefined) throw new Error(`creationTime of ${entry.entryUuid} is no DTM`);
  const added = sql(
    `INSERT INTO document_entry (patient_key, submission_key, entry_uuid, unique_id, logical_id, version, status,
       object_type, type_key, creation_time, service_start, service_stop, service_stop_end, size, hash, mime_type,
       blob, depositor, availability)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    patientKey,
    place.submissionKey,
    entry.entryUuid,
    entry.uniqueId,
    entry.logicalId,
    entry.version,
    entry.availabilityStatus,
    entry.objectType,
    codeKey(entry.typeCode),
    creationTime,
    optionalTime(entry.serviceStartTime, dtmStart),
    optionalTime(entry.serviceStopTime, dtmStart),
    optionalTime(entry.serviceStopTime, dtmEnd),
    entry.size ?? 0,
    entry.hash ?? '',
    entry.mimeType,
    blob ?? '',
    place.depositor,
    entry.documentAvailability ?? ONLINE,
  );
  const entryKey = Number(added.lastInsertRowid);
  sql('INSERT INTO entry_text (entry_key, patient_key, ebrim, fhir, model) VALUES (?, ?, ?, ?, ?)').run(
    entryKey,
    patientKey,
    ebrim,
    fhir,
    JSON.stringify(entry),
  );
  for (const { attribute, code } of codesOf(entry)) {
    sql(
      `INSERT OR IGNORE INTO entry_code (patient_key, entry_key, attribute, code, system) VALUES (?, ?, ?, ?, ?)`,
    ).run(patientKey, entryKey, attribute, code.code, code.system);
  }
  insertAuthors(sql, entry, patientKey, entryKey);
  for (const value of entry.referenceIds) {
    sql('INSERT OR IGNORE INTO entry_reference_id (patient_key, entry_key, value) VALUES (?, ?, ?)').run(
      patientKey,
      entryKey,
      value,
    );
  }
}

function optionalTime(
  value: string | undefined,
  bound: (value: string) => number | undefined,
): number | null {
  return value === undefined ? null : (bound(value) ?? null);
}

function insertAuthors(sql: Sql, entry: DocumentEntry, patientKey: number, entryKey: number): void {
  const persons = entry.authors.flatMap(({ person }) => (person === undefined ? [] : [person]));
  const institutions = entry.authors.flatMap((author) => author.institutions);
  const rows = [
    ...persons.map((text, position) => ({ kind: 'person', position, id: parseXcn(text).id, text })),
    ...institutions.map((text, position) => ({ kind: 'institution', position, id: parseXon(text).id, text })),
  ];
  for (const { kind, position, id, text } of rows) {
    sql(
      `INSERT INTO entry_author (patient_key, entry_key, kind, position, id, text) VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(patientKey, entryKey, kind, position, id === '' ? null : id, text);
  }
}
