import { DEPRECATED } from '../../../model/document-entry.ts';
import type { Conflict, RegisterCommand } from '../../store.ts';
import type { Supersession } from '../../versions.ts';
import type { Sql } from '../connection.ts';
import { deprecate } from './deprecate.ts';

/** A chain of versions has no branches: what is superseded is still the latest version, as it was looked up. */
export function supersessionConflict(sql: Sql, { supersedes = [] }: RegisterCommand): Conflict | undefined {
  for (const { kind, previous, previousStatus } of supersedes) {
    const row = sql(
      kind === 'entry'
        ? 'SELECT latest, status FROM document_entry WHERE entry_uuid = ?'
        : 'SELECT latest, status FROM folder WHERE id = ?',
    ).get(previous) as { latest: number; status: string } | undefined;
    if (row?.latest !== 1) return { conflict: 'version-superseded', id: previous };
    if (row.status !== previousStatus) return { conflict: 'status-differs', id: previous };
  }
  return undefined;
}

/** What an entry keeps from version to version, whoever updates it. */
export interface KeptOfEntry {
  readonly blob: string | undefined;
  readonly depositor: string;
}

/**
 * Makes the versions before Deprecated, and no longer the latest.
 * @returns what the new versions of entries take over, by their ids.
 */
export function supersede(sql: Sql, { supersedes = [] }: RegisterCommand): ReadonlyMap<string, KeptOfEntry> {
  const kept = new Map<string, KeptOfEntry>();
  for (const supersession of supersedes) {
    const entry = supersedeOne(sql, supersession);
    if (entry !== undefined) kept.set(supersession.id, entry);
  }
  return kept;
}

function supersedeOne(sql: Sql, supersession: Supersession): KeptOfEntry | undefined {
  const { previous } = supersession;
  if (supersession.kind === 'folder') {
    sql('UPDATE folder SET latest = 0, status = ? WHERE id = ?').run(DEPRECATED, previous);
    return undefined;
  }
  const { ebrim, fhir } = supersession;
  deprecate(sql, { entryUuid: previous, ebrim, fhir });
  const { blob, depositor } = sql(
    'UPDATE document_entry SET latest = 0 WHERE entry_uuid = ? RETURNING blob, depositor',
  ).get(previous) as { blob: string; depositor: string };
  return { blob: blob === '' ? undefined : blob, depositor };
}
