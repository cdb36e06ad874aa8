import { INS_ALL } from '../../../model/ins.ts';
import type { Conflict, WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { recordMissing } from './record-state.ts';

type Identifier = { readonly value: string; readonly authority: string };

/** An identifier leads to one patient only, whether present or former. */
export function identifierExists(sql: Sql, { value, authority }: Identifier): Conflict | undefined {
  const found = sql('SELECT 1 FROM patient_identifier WHERE value = ? AND authority = ?').get(
    value,
    authority,
  );
  return found === undefined ? undefined : { conflict: 'identifier-exists', value };
}

/** The new identifier is the present one; those that it takes the place of (any INS of an INS) become former ones. */
export function addIdentifier(
  sql: Sql,
  command: WriteCommand & { kind: 'add-identifier' },
): Conflict | undefined {
  const { patientKey, value, authority } = command;
  const conflict = recordMissing(sql, patientKey) ?? identifierExists(sql, command);
  if (conflict !== undefined) return conflict;
  const replaced = INS_ALL.includes(authority) ? INS_ALL : [authority];
  sql(
    `UPDATE patient_identifier SET current = 0
     WHERE patient_key = ? AND authority IN (SELECT value FROM json_each(?))`,
  ).run(patientKey, JSON.stringify(replaced));
  sql('INSERT INTO patient_identifier (patient_key, value, authority, current) VALUES (?, ?, ?, 1)').run(
    patientKey,
    value,
    authority,
  );
  return undefined;
}
