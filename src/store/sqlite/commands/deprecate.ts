import { DEPRECATED } from '../../../model/document-entry.ts';
import type { RegisterCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';

/** The status stands in the row and in both renderings; `model` keeps what was registered and is read with the row's status. */
export function deprecate(sql: Sql, { entryUuid, ebrim, fhir }: RegisterCommand['deprecates'][number]): void {
  const row = sql('UPDATE document_entry SET status = ? WHERE entry_uuid = ? RETURNING entry_key AS key').get(
    DEPRECATED,
    entryUuid,
  ) as { key: number };
  sql('UPDATE entry_text SET ebrim = ?, fhir = ? WHERE entry_key = ?').run(ebrim, fhir, row.key);
}
