import type { EnrolmentCommand } from '../../../enrolment.ts';
import type { Conflict } from '../../../store.ts';
import type { Sql } from '../../connection.ts';
import { keepInsuredContacts } from './insured-contacts.ts';
import { bringUnderPresentIns, keepFormerOf } from './replaced-ins.ts';

/** Whoever has an activated record already has nothing to be told, and is enrolled. */
const DECISION = `CASE WHEN EXISTS (
    SELECT 1 FROM patient_identifier AS i JOIN record AS r USING (patient_key)
    WHERE i.value = ? AND i.authority = ? AND i.subsumed = 0 AND r.activated = 1)
  THEN 'enrolled' ELSE 'eligible' END`;

/** Where there is a record already, its patient is told at the new address from now on. */
export function importAffiliate(
  sql: Sql,
  { affiliate }: EnrolmentCommand & { kind: 'import-affiliate' },
): Conflict | undefined {
  const conflict = bringUnderPresentIns(sql, affiliate);
  if (conflict !== undefined) return conflict;
  const { ins, authority, contact, cards, representatives } = affiliate;
  sql(
    `INSERT INTO enrolment (ins, authority, family, usual_family, givens, birth_date, birth_date_supplied, sex,
       birth_place, contact, cards, protected, representatives, principal, decision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${DECISION})
     ON CONFLICT (ins, authority) DO UPDATE SET family = excluded.family, usual_family = excluded.usual_family,
       givens = excluded.givens, birth_date = excluded.birth_date,
       birth_date_supplied = excluded.birth_date_supplied, sex = excluded.sex, birth_place = excluded.birth_place,
       contact = excluded.contact, cards = excluded.cards, protected = excluded.protected,
       representatives = excluded.representatives, principal = excluded.principal`,
  ).run(
    ins,
    authority,
    affiliate.family,
    affiliate.usualFamily ?? null,
    JSON.stringify(affiliate.givens),
    affiliate.birthDate,
    affiliate.birthDateSupplied === true ? 1 : 0,
    affiliate.sex,
    affiliate.birthPlace ?? null,
    JSON.stringify(contact),
    JSON.stringify(cards),
    affiliate.protected ? 1 : 0,
    JSON.stringify(representatives),
    representatives[0]?.ins ?? null,
    ins,
    authority,
  );
  keepFormerOf(sql, affiliate);
  const patientKey = sql(
    `SELECT patient_key FROM patient_identifier JOIN record USING (patient_key)
     WHERE value = ? AND authority = ? AND subsumed = 0`,
  )
    .pluck()
    .get(ins, authority) as number | undefined;
  if (patientKey !== undefined) keepInsuredContacts(sql, patientKey, affiliate);
  return undefined;
}
