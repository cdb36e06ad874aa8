import type { Scope } from '../../model/scope.ts';
import type { DocumentReads, EntryCriteria, StoredEntry, Want } from '../store.ts';
import type { Sql, SqlValue } from './connection.ts';
import { criteriaConditions } from './criteria-sql.ts';
import { dependentsOf } from './dependents.ts';
import { lastRegistered } from './last-registered.ts';
import { registrationOf } from './registration.ts';
import { replacementTargetOf } from './replacement-target.ts';
import { scopeConditions } from './scope-sql.ts';
import { withStatus } from './stored-model.ts';

export function documentReads(sql: Sql): DocumentReads {
  return {
    find: async (scope, criteria, want) => find(sql, scope, criteria, want),
    count: async (scope, criteria) => {
      const selection = selectionOf(scope, criteria);
      if (selection === undefined) return 0;
      const row = sql(`SELECT COUNT(*) AS count ${selection.sql}`).get(...selection.values);
      return (row as { count: number }).count;
    },
    lastRegistered: async (scope) => lastRegistered(sql, scope),
    locate: async (reference) => {
      const [column, value] =
        'entryUuid' in reference ? ['entry_uuid', reference.entryUuid] : ['unique_id', reference.uniqueId];
      const row = sql(
        `SELECT patient_key AS key FROM document_entry WHERE ${column} = ? ORDER BY entry_key LIMIT 1`,
      ).get(value);
      return (row as { key: number } | undefined)?.key;
    },
    registration: async (uniqueId) => registrationOf(sql, uniqueId),
    replacementTarget: async (entryUuid) => replacementTargetOf(sql, entryUuid),
    dependents: async (entryUuids) =>
      dependentsOf(sql, entryUuids).flatMap((entryUuid) => replacementTargetOf(sql, entryUuid) ?? []),
  };
}

/** Rows come as arrays: named columns would cost more than the search itself. */
type Row = [number, string, string, string, number, string, string, string, string | Buffer];

const COLUMNS = 'd.patient_key, d.entry_uuid, d.unique_id, d.mime_type, d.size, d.hash, d.status, d.blob';

const NO_BYTES = Buffer.alloc(0);

/** What goes out as it is comes as bytes: decoding it and encoding it again would cost more than the search. */
const TEXTS: Readonly<Record<Exclude<Want, 'ids'>, string>> = {
  ebrim: 'CAST(ebrim AS BLOB)',
  fhir: 'fhir',
  model: 'model',
};

function find(sql: Sql, scope: Scope, criteria: EntryCriteria, want: Want): readonly StoredEntry[] {
  const selection = selectionOf(scope, criteria);
  if (selection === undefined) return [];
  // The text is looked up in the result column, after LIMIT, so that a sort never carries it along.
  const text =
    want === 'ids' ? `''` : `(SELECT ${TEXTS[want]} FROM entry_text AS t WHERE t.entry_key = d.entry_key)`;
  const order = criteria.order === 'creation-ascending' ? 'ASC' : 'DESC';
  const rows = sql(
    `SELECT ${COLUMNS}, ${text} ${selection.sql}
     ORDER BY d.creation_time ${order}, d.entry_uuid LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)`,
  )
    .raw()
    .all(...selection.values, criteria.limit ?? -1, criteria.offset ?? 0) as Row[];
  return rows.map((row) => storedEntry(row, want));
}

function storedEntry(row: Row, want: Want): StoredEntry {
  const [patientKey, entryUuid, uniqueId, mimeType, size, hash, availabilityStatus, blob, text] = row;
  return {
    patientKey,
    entryUuid,
    uniqueId,
    mimeType,
    size,
    hash,
    availabilityStatus,
    blob: blob === '' ? undefined : blob,
    ebrim: Buffer.isBuffer(text) ? text : NO_BYTES,
    fhir: want === 'fhir' ? String(text) : '',
    model: () => {
      if (want !== 'model') throw new Error(`the model was not asked for (${want})`);
      return withStatus(String(text), availabilityStatus);
    },
  };
}

function selectionOf(
  scope: Scope,
  criteria: EntryCriteria,
): { readonly sql: string; readonly values: readonly SqlValue[] } | undefined {
  const visible = scopeConditions(scope);
  if (visible === undefined) return undefined;
  const conditions = [...visible, ...criteriaConditions(criteria)];
  const where =
    conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => condition.sql).join(' AND ')}`;
  return {
    sql: `FROM document_entry AS d ${indexFor(scope, criteria)} ${where}`,
    values: conditions.flatMap((condition) => condition.values),
  };
}

/** Named, so that the plan does not depend on statistics: the ids that were asked for, else the patient's entries in order. */
function indexFor(scope: Scope, criteria: EntryCriteria): string {
  if (criteria.entryUuids !== undefined) return 'INDEXED BY document_entry_entry_uuid';
  if (criteria.uniqueIds !== undefined) return 'INDEXED BY document_entry_unique_id';
  if (criteria.logicalIds !== undefined) return 'INDEXED BY document_entry_logical_id';
  const ofPatients = scope.patient !== 'any' || criteria.patients !== undefined;
  return ofPatients ? 'INDEXED BY document_entry_creation' : '';
}
