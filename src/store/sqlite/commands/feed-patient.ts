import type { FeedPatientCommand } from '../../patient-feed.ts';
import type { Conflict, WriteReceipt } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { identifierRow } from '../patient-identifier.ts';
import { createRecord } from './create-record.ts';
import { indexNames } from './index-names.ts';

const NOTHING_KNOWN = { family: '', givens: [], birthDate: '', sex: 'U' } as const;

/** The ids of one message are those of one patient, who has one of each authority. */
export function feedPatient(sql: Sql, command: FeedPatientCommand): WriteReceipt | Conflict {
  const { identifiers, traits, at } = command;
  let patientKey: number | undefined;
  for (const identifier of identifiers) {
    const known = identifierRow(sql, identifier);
    if (known === undefined) continue;
    if (known.subsumed) return { conflict: 'identifier-subsumed', value: identifier.value };
    if (patientKey !== undefined && patientKey !== known.patientKey) return differ(identifier.value);
    patientKey = known.patientKey;
  }
  if (patientKey === undefined) {
    const patient = { ...NOTHING_KNOWN, ...traits };
    return createRecord(sql, { kind: 'create-record', patient, identifiers, activated: true, at });
  }
  for (const { value, authority } of identifiers) {
    const present = sql(
      'SELECT value FROM patient_identifier WHERE patient_key = ? AND authority = ? AND current = 1',
    ).all(patientKey, authority) as { value: string }[];
    if (present.some((one) => one.value === value)) continue;
    if (present.length > 0) return differ(value);
    sql('INSERT INTO patient_identifier (patient_key, value, authority, current) VALUES (?, ?, ?, 1)').run(
      patientKey,
      value,
      authority,
    );
  }
  updateTraits(sql, patientKey, traits);
  return { patientKey };
}

function differ(value: string): Conflict {
  return { conflict: 'identifiers-differ', value };
}

function updateTraits(sql: Sql, patientKey: number, traits: FeedPatientCommand['traits']): void {
  sql(
    `UPDATE patient SET family = coalesce(?, family), usual_family = coalesce(?, usual_family),
       givens = coalesce(?, givens), birth_date = coalesce(?, birth_date), sex = coalesce(?, sex),
       birth_place = coalesce(?, birth_place),
       birth_date_supplied = CASE WHEN ? IS NULL THEN birth_date_supplied ELSE 0 END
     WHERE patient_key = ?`,
  ).run(
    traits.family ?? null,
    traits.usualFamily ?? null,
    traits.givens === undefined ? null : JSON.stringify(traits.givens),
    traits.birthDate ?? null,
    traits.sex ?? null,
    traits.birthPlace ?? null,
    traits.birthDate ?? null,
    patientKey,
  );
  indexNames(sql, patientKey);
}
