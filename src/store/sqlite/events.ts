import type { AccessEvent, StoredEvent } from '../../model/event.ts';
import type { EventReads, JournalCriteria, JournalPage } from '../store.ts';
import type { Sql } from './connection.ts';
import { type Condition, oneOf } from './scope-sql.ts';

const PAGE = 1000;

/** As the indexes of migration 0013 have it: a subject that somebody has spoilt is nobody's. */
const SUBJECT_ID = "CASE WHEN json_valid(subject) THEN subject ->> '$.id' END";
const PURPOSE = "CASE WHEN json_valid(subject) THEN subject ->> '$.purpose' END";
const OF_PROFESSIONAL = `subject IS NOT NULL AND ${SUBJECT_ID} = ? AND subject ->> '$.kind' = 'professional'`;

const BY_TOKEN = "(CASE WHEN json_valid(subject) THEN subject ->> '$.mode' END) IS 'PRO_SANTE_CONNECT'";
/**
 * What counts as an access to a record. A hidden document that is sought in it counts as an absent one does, whose search is
 * granted and finds nothing; by a token neither counts, since the id of an absent document leads to no record.
 */
const AN_ACCESS = `type <> 'TD0.4' AND (granted = 1 OR (reason = 'document-hidden' AND NOT ${BY_TOKEN}))`;

export function eventReads(sql: Sql): EventReads {
  const find = (journal: Condition, { limit, offset }: JournalPage): StoredEvent[] => {
    const rows = sql(
      `${EVENT} WHERE ${journal.sql} ORDER BY sequence DESC LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)`,
    ).all(...journal.values, limit, offset) as EventRow[];
    return rows.map(eventOf);
  };
  const count = (journal: Condition): number =>
    sql(`SELECT COUNT(*) FROM audit_event WHERE ${journal.sql}`)
      .pluck()
      .get(...journal.values) as number;
  const ofProfessional = (subjectId: string): Condition => ({ sql: OF_PROFESSIONAL, values: [subjectId] });
  return {
    ofPatient: async (key, page, criteria) => find(narrowed(journalOf(sql, key), criteria), page),
    countOfPatient: async (key, criteria) => count(narrowed(journalOf(sql, key), criteria)),
    ofProfessional: async (id, page, criteria) => find(narrowed(ofProfessional(id), criteria), page),
    countOfProfessional: async (id, criteria) => count(narrowed(ofProfessional(id), criteria)),
    lastAccess: async (patientKey, subjectId) => {
      const { sql: whose, values } = journalOf(sql, patientKey);
      return sql(
        `SELECT at FROM audit_event WHERE ${whose} AND ${AN_ACCESS} AND ${SUBJECT_ID} = ?
         ORDER BY sequence DESC LIMIT 1`,
      )
        .pluck()
        .get(...values, subjectId) as string | undefined;
    },
    all: (selection = {}) => {
      const { patientKey, ...criteria } = selection;
      const whose = patientKey === undefined ? EVERY : journalOf(sql, patientKey);
      return allEvents(sql, narrowed(whose, criteria));
    },
    after: async (sequence, limit) => page(sql, sequence, limit),
    delivered: async (destination) => {
      const row =
        sql('SELECT sequence FROM audit_delivery WHERE destination = ?').get(destination) ??
        sql('SELECT IFNULL(MAX(sequence), 0) AS sequence FROM audit_event').get();
      return (row as { sequence: number }).sequence;
    },
  };
}

/** Traces stay under the key that they were written with; hardly any patient has been merged, and the others need no sort. */
function journalOf(sql: Sql, patientKey: number): Condition {
  const former = sql('SELECT former_key FROM merged_patient WHERE patient_key = ?')
    .pluck()
    .all(patientKey) as number[];
  if (former.length === 0) return { sql: 'patient_key = ?', values: [patientKey] };
  const all = JSON.stringify([patientKey, ...former]);
  return { sql: 'patient_key IN (SELECT value FROM json_each(?))', values: [all] };
}

/** A subject that somebody has spoilt hides no trace. */
const NOT_SECRET: Condition = {
  sql: "(CASE WHEN json_valid(subject) THEN subject ->> '$.secret' END) IS NULL",
  values: [],
};

function notInVainBy(subjectId: string): Condition {
  return { sql: `NOT (documents = '[]' AND ${SUBJECT_ID} IS ? AND ${BY_TOKEN})`, values: [subjectId] };
}

/** Instants beyond the years that ISO 8601 writes with four digits bound nothing. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function narrowed(journal: Condition, criteria: JournalCriteria = {}): Condition {
  const { date = {}, document, subject, purposes, withoutSecret = false, exceptInVainBy } = criteria;
  const { from = 0, to = Number.POSITIVE_INFINITY } = date;
  const conditions: Condition[] = [
    journal,
    ...(from <= 0 ? [] : [{ sql: 'at >= ?', values: [instantText(from)] }]),
    ...(to > LAST_INSTANT ? [] : [{ sql: 'at < ?', values: [instantText(to)] }]),
    ...(subject === undefined ? [] : [{ sql: `${SUBJECT_ID} = ?`, values: [subject] }]),
    ...(purposes === undefined ? [] : [oneOf(PURPOSE, purposes)]),
    ...(withoutSecret ? [NOT_SECRET] : []),
    ...(exceptInVainBy === undefined ? [] : [notInVainBy(exceptInVainBy)]),
    ...(document === undefined
      ? []
      : [
          {
            sql: 'EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(documents) THEN documents END) WHERE value = ?)',
            values: [document],
          },
        ]),
  ];
  return {
    sql: conditions.map((condition) => condition.sql).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function instantText(at: number): string {
  return new Date(Math.min(Math.max(at, 0), LAST_INSTANT)).toISOString();
}

/** Page by page: a statement that stays open would hold every other read of the connection up. */
async function* allEvents(sql: Sql, selected: Condition): AsyncIterable<StoredEvent> {
  for (let after = -1; ; ) {
    const events = page(sql, after, PAGE, selected);
    yield* events;
    const last = events.at(-1);
    if (last === undefined) return;
    after = last.sequence;
    // Verifying a long chain lets requests through.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const EVERY: Condition = { sql: 'TRUE', values: [] };

function page(sql: Sql, after: number, limit: number, selected = EVERY): StoredEvent[] {
  const rows = sql(`${EVENT} WHERE sequence > ? AND ${selected.sql} ORDER BY sequence LIMIT ?`).all(
    after,
    ...selected.values,
    limit,
  ) as EventRow[];
  return rows.map(eventOf);
}

interface EventRow {
  readonly sequence: number;
  readonly type: AccessEvent['type'];
  readonly action: AccessEvent['action'];
  readonly at: string;
  readonly granted: 0 | 1;
  readonly reason: string;
  readonly patientKey: number | null;
  readonly patientId: string | null;
  readonly subject: string | null;
  readonly from: string;
  readonly requestId: string;
  readonly documents: string;
  readonly submissionSet: string | null;
  readonly query: string | null;
  readonly times: number | null;
  readonly hash: string;
}

const EVENT = `SELECT sequence, type, action, at, granted, reason, patient_key AS patientKey, patient_id AS patientId,
  subject, from_address AS "from", request_id AS requestId, documents, submission_set AS submissionSet,
  query, times, hash FROM audit_event`;

function eventOf(row: EventRow): StoredEvent {
  const { granted, patientKey, patientId, subject, documents, submissionSet, query, times, ...rest } = row;
  return {
    ...rest,
    granted: granted === 1,
    ...(patientKey === null ? {} : { patientKey }),
    ...(patientId === null ? {} : { patientId }),
    ...(subject === null ? {} : (parsed('subject', subject) ?? {})),
    documents: parsed('documents', documents)?.documents ?? [documents],
    ...(submissionSet === null ? {} : { submissionSet }),
    ...(query === null ? {} : { query }),
    ...(times === null ? {} : { times }),
  };
}

/** Text that somebody has spoilt is read as if it were absent: the event then has another hash than the one it carries. */
function parsed<K extends 'subject' | 'documents'>(
  key: K,
  text: string,
): { readonly [P in K]: NonNullable<AccessEvent[P]> } | undefined {
  try {
    return { [key]: JSON.parse(text) } as { readonly [P in K]: NonNullable<AccessEvent[P]> };
  } catch {
    return undefined;
  }
}
