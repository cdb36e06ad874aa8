import type { ReplacementTarget } from '../store.ts';
import type { Sql } from './connection.ts';
import { withStatus } from './stored-model.ts';

interface Row {
  readonly key: number;
  readonly patientKey: number;
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly availabilityStatus: string;
  readonly model: string;
}

/** What a relationship points at, with the identifiers of its authors and their institutions. */
export function replacementTargetOf(sql: Sql, entryUuid: string): ReplacementTarget | undefined {
  const found = sql(
    `SELECT d.entry_key AS key, d.patient_key AS patientKey, d.entry_uuid AS entryUuid, d.unique_id AS uniqueId,
       d.status AS availabilityStatus, t.model
     FROM document_entry AS d JOIN entry_text AS t USING (entry_key) WHERE d.entry_uuid = ?`,
  ).get(entryUuid) as Row | undefined;
  if (found === undefined) return undefined;
  const { key, model, ...row } = found;
  const ids = (kind: 'person' | 'institution'): string[] =>
    (
      sql(
        `SELECT id FROM entry_author
         WHERE patient_key = ? AND entry_key = ? AND kind = ? AND id IS NOT NULL ORDER BY position`,
      ).all(row.patientKey, key, kind) as { id: string }[]
    ).map(({ id }) => id);
  return {
    ...row,
    authorIds: ids('person'),
    institutionIds: ids('institution'),
    model: () => withStatus(model, row.availabilityStatus),
  };
}
