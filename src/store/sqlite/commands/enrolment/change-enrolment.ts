import type { InsuredPerson } from '../../../../model/enrolment.ts';
import type { EnrolmentCommand } from '../../../enrolment.ts';
import { type Conflict, isConflict, type WriteReceipt } from '../../../store.ts';
import type { Sql } from '../../connection.ts';
import { addIdentifier } from '../add-identifier.ts';
import { createRecord } from '../create-record.ts';
import { issueTicket } from '../credentials.ts';
import { closeRecord, recordMissing } from '../record-state.ts';
import { expectedPerson } from './expected-person.ts';
import { keepInsuredContacts } from './insured-contacts.ts';
import { formerOf, recordOfIds } from './replaced-ins.ts';

type Command<Kind extends EnrolmentCommand['kind']> = EnrolmentCommand & { kind: Kind };

const NO_CODE = 'code_salt = NULL, code_hash = NULL, code_expires_at = NULL';

export function issueCode(sql: Sql, command: Command<'issue-code'>): Conflict | undefined {
  const { key, code, at, periodEndsAt, expected } = command;
  const person = expectedPerson(sql, command);
  if (isConflict(person)) return person;
  sql('UPDATE enrolment SET code_salt = ?, code_hash = ?, code_expires_at = ? WHERE enrolment_key = ?').run(
    code.salt,
    code.hash,
    code.expiresAt,
    key,
  );
  if (expected !== 'eligible') return undefined;
  sql(
    `UPDATE enrolment SET decision = 'notified', notified_at = ?, period_ends_at = ? WHERE enrolment_key = ?`,
  ).run(at, periodEndsAt, key);
  return undefined;
}

export function enrol(sql: Sql, command: Command<'enrol'>): WriteReceipt | Conflict {
  const { key, activated, ticket } = command;
  const person = expectedPerson(sql, command);
  if (isConflict(person)) return person;
  sql(
    `UPDATE enrolment SET decision = 'enrolled'${activated ? `, ${NO_CODE}` : ''} WHERE enrolment_key = ?`,
  ).run(key);
  const opened = openRecord(sql, person, command);
  if (isConflict(opened)) return opened;
  keepInsuredContacts(sql, opened.patientKey, person);
  if (ticket !== undefined)
    issueTicket(sql, { kind: 'issue-ticket', patientKey: opened.patientKey, ...ticket });
  return opened;
}

/**
 * A record that there was before, with everything in it, be it under an INS that the present one has replaced; activation opens
 * it where it has been closed. Whatever stands against it is `enrolment-changed`: it stops this person and nobody else.
 */
function openRecord(
  sql: Sql,
  { record, ins, authority, key, ...person }: InsuredPerson,
  { activated, at }: Command<'enrol'>,
): { patientKey: number } | Conflict {
  const present = { value: ins, authority };
  const former = formerOf(sql, key);
  const patientKey = record?.patientKey ?? recordOfIds(sql, former);
  if (patientKey !== undefined) {
    if (record === undefined) {
      const conflict = addIdentifier(sql, { kind: 'add-identifier', patientKey, ...present });
      if (conflict !== undefined) return { conflict: 'enrolment-changed', key };
    }
    if (activated)
      sql(`UPDATE record SET status = 'open', activated = 1, closed_at = NULL WHERE patient_key = ?`).run(
        patientKey,
      );
    return { patientKey };
  }
  const created = createRecord(sql, {
    kind: 'create-record',
    patient: person,
    identifiers: [present],
    former,
    activated,
    at,
  });
  // An id that has been merged into another is nobody's to enrol under.
  return isConflict(created) ? { conflict: 'enrolment-changed', key } : { patientKey: created.patientKey! };
}

export function oppose(sql: Sql, command: Command<'oppose'>): Conflict | undefined {
  const person = expectedPerson(sql, command);
  if (isConflict(person)) return person;
  sql(`UPDATE enrolment SET decision = 'opposed', ${NO_CODE} WHERE enrolment_key = ?`).run(command.key);
  if (person.record === undefined) return undefined;
  const { patientKey } = person.record;
  return closeRecord(sql, { kind: 'close-record', patientKey, at: command.at });
}

export function reopenRecord(sql: Sql, { patientKey }: Command<'reopen-record'>): Conflict | undefined {
  const conflict = recordMissing(sql, patientKey);
  if (conflict !== undefined) return conflict;
  sql(`UPDATE record SET status = 'open', closed_at = NULL WHERE patient_key = ?`).run(patientKey);
  sql(
    `UPDATE enrolment SET decision = 'enrolled' WHERE (ins, authority) IN
       (SELECT value, authority FROM patient_identifier WHERE patient_key = ? AND subsumed = 0)`,
  ).run(patientKey);
  return undefined;
}

export function startCampaign(sql: Sql, { at }: Command<'start-campaign'>): void {
  sql('INSERT OR IGNORE INTO campaign (campaign_key, started_at) VALUES (1, ?)').run(at);
}
