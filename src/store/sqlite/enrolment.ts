import type { EnrolmentStatus, InsuredPerson } from '../../model/enrolment.ts';
import type { EnrolmentReads } from '../enrolment.ts';
import type { Sql } from './connection.ts';

export function enrolmentReads(sql: Sql): EnrolmentReads {
  const many = (where: string, ...values: (string | number)[]): InsuredPerson[] =>
    (sql(`${PERSON} WHERE ${where}`).all(...values) as PersonRow[]).map(personOf);
  return {
    byIns: async (ins, authority) => many(OF_INS, ins, authority, ins, authority)[0],
    byKey: async (key) => insuredPerson(sql, key),
    campaignStarted: async () => sql('SELECT started_at FROM campaign').pluck().get() as string | undefined,
    eligible: async ({ after, limit }) =>
      many(`e.decision = 'eligible' AND e.enrolment_key > ? ORDER BY e.enrolment_key ${LIMIT}`, after, limit),
    periodEnded: async (at, { after, limit }) =>
      many(
        `e.decision = 'notified' AND e.period_ends_at <= ? AND e.enrolment_key > ? ORDER BY e.enrolment_key ${LIMIT}`,
        at,
        after,
        limit,
      ),
    dependantsOf: async (ins, authority) =>
      many('e.principal = ? AND e.authority = ? ORDER BY e.enrolment_key', ins, authority),
    sharedTo: async (ins, authority) =>
      many(
        `e.enrolment_key IN (SELECT enrolment_key FROM shared_child WHERE parent = ?) AND e.authority = ?
         ORDER BY e.enrolment_key`,
        ins,
        authority,
      ),
    sharedWith: async (key) =>
      sql('SELECT parent FROM shared_child WHERE enrolment_key = ? ORDER BY since, parent')
        .pluck()
        .all(key) as string[],
    counts: async () => {
      const rows = sql(`SELECT ${STATUS} AS status, COUNT(*) AS persons ${FROM} GROUP BY 1`).all() as {
        status: EnrolmentStatus;
        persons: number;
      }[];
      return Object.fromEntries(rows.map(({ status, persons }) => [status, persons]));
    },
    erasuresDue: async (at, limit) =>
      sql(`SELECT patient_key FROM erasure WHERE due_at <= ? ORDER BY due_at, patient_key ${LIMIT}`)
        .pluck()
        .all(at, limit) as number[],
    erasureOf: async (patientKey) =>
      sql('SELECT due_at FROM erasure WHERE patient_key = ?').pluck().get(patientKey) as string | undefined,
    filedIds: async (patientKey) =>
      sql(FILED).pluck().all(patientKey, patientKey, patientKey, patientKey) as string[],
  };
}

/** Of the writer, too, which must see what its own unit has changed. */
export function insuredPerson(sql: Sql, key: number): InsuredPerson | undefined {
  const row = sql(`${PERSON} WHERE e.enrolment_key = ?`).get(key) as PersonRow | undefined;
  return row === undefined ? undefined : personOf(row);
}

const LIMIT = 'LIMIT CAST(? AS INTEGER)';

/** Under its present INS, or one that it has replaced: nobody's present INS is a former one of another. */
const OF_INS = `e.enrolment_key IN (SELECT enrolment_key FROM enrolment WHERE (ins, authority) = (?, ?)
  UNION ALL SELECT enrolment_key FROM enrolment_former WHERE (ins, authority) = (?, ?))`;

/** Once enrolled, the record that the INS leads to tells how far the person is. */
const STATE = `CASE WHEN r.status IS NULL OR r.status = 'closed' THEN 'closed'
  WHEN r.activated = 1 THEN 'activated' ELSE 'created' END`;
const STATUS = `CASE WHEN e.decision <> 'enrolled' THEN e.decision ELSE ${STATE} END`;

const FROM = `FROM enrolment AS e
  LEFT JOIN patient_identifier AS i ON i.value = e.ins AND i.authority = e.authority AND i.subsumed = 0
  LEFT JOIN record AS r ON r.patient_key = i.patient_key`;

const PERSON = `SELECT e.enrolment_key AS key, e.ins, e.authority, e.family, e.usual_family AS usualFamily, e.givens,
    e.birth_date AS birthDate, e.birth_date_supplied AS birthDateSupplied, e.sex, e.birth_place AS birthPlace, e.contact, e.cards, e.protected, e.representatives,
    e.notified_at AS notifiedAt, e.period_ends_at AS periodEndsAt, e.code_salt AS salt, e.code_hash AS hash,
    e.code_expires_at AS expiresAt, r.patient_key AS patientKey, ${STATE} AS state, ${STATUS} AS status
  ${FROM}`;

const FILED = `SELECT entry_uuid FROM document_entry WHERE patient_key = ?
  UNION ALL SELECT id FROM submission_set WHERE patient_key = ?
  UNION ALL SELECT id FROM folder WHERE patient_key = ?
  UNION ALL SELECT id FROM association WHERE patient_key = ?`;

interface PersonRow {
  readonly key: number;
  readonly ins: string;
  readonly authority: string;
  readonly family: string;
  readonly usualFamily: string | null;
  readonly givens: string;
  readonly birthDate: string;
  readonly birthDateSupplied: 0 | 1;
  readonly sex: 'M' | 'F' | 'U';
  readonly birthPlace: string | null;
  readonly contact: string;
  readonly cards: string;
  readonly protected: 0 | 1;
  readonly representatives: string;
  readonly notifiedAt: string | null;
  readonly periodEndsAt: string | null;
  readonly salt: string | null;
  readonly hash: string | null;
  readonly expiresAt: string | null;
  readonly patientKey: number | null;
  readonly state: NonNullable<InsuredPerson['record']>['state'];
  readonly status: EnrolmentStatus;
}

function personOf(row: PersonRow): InsuredPerson {
  const { key, ins, authority, family, usualFamily, birthDate, sex, birthPlace, status } = row;
  const { salt, hash, expiresAt, notifiedAt, periodEndsAt, patientKey } = row;
  return {
    key,
    ins,
    authority,
    family,
    ...(usualFamily === null ? {} : { usualFamily }),
    givens: JSON.parse(row.givens) as string[],
    birthDate,
    ...(row.birthDateSupplied === 1 ? { birthDateSupplied: true } : {}),
    sex,
    ...(birthPlace === null ? {} : { birthPlace }),
    contact: JSON.parse(row.contact) as InsuredPerson['contact'],
    cards: JSON.parse(row.cards) as string[],
    protected: row.protected === 1,
    representatives: JSON.parse(row.representatives) as InsuredPerson['representatives'],
    status,
    ...(salt === null || hash === null || expiresAt === null ? {} : { code: { salt, hash, expiresAt } }),
    ...(notifiedAt === null ? {} : { notifiedAt }),
    ...(periodEndsAt === null ? {} : { periodEndsAt }),
    ...(patientKey === null ? {} : { record: { patientKey, state: row.state } }),
  };
}
