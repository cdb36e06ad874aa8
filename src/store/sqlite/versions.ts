import { APPROVED } from '../../model/document-entry.ts';
import type { RegisteredAssociation, RegisteredFolder } from '../../model/submission.ts';
import type { AssociationTarget, EntryVersion, FolderVersion, VersionReads } from '../versions.ts';
import type { Sql } from './connection.ts';
import { storedFolder } from './folders.ts';
import { replacementTargetOf } from './replacement-target.ts';

export function versionReads(sql: Sql): VersionReads {
  return {
    entry: async (entryUuid) => entryVersion(sql, entryUuid),
    latestEntry: async (logicalId) => {
      const found = latest(sql, 'document_entry', 'entry_uuid', logicalId);
      return found === undefined ? undefined : entryVersion(sql, found);
    },
    folder: async (id) => folderVersion(sql, id),
    latestFolder: async (logicalId) => {
      const found = latest(sql, 'folder', 'id', logicalId);
      return found === undefined ? undefined : folderVersion(sql, found);
    },
    association: async (id) => associationTarget(sql, id),
    isTied: async (type, source, target) =>
      sql('SELECT 1 FROM association WHERE source = ? AND type = ? AND target = ? AND status = ?').get(
        source,
        type,
        target,
        APPROVED,
      ) !== undefined,
  };
}

function latest(
  sql: Sql,
  table: 'document_entry' | 'folder',
  column: 'entry_uuid' | 'id',
  logicalId: string,
): string | undefined {
  const row = sql(`SELECT ${column} AS id FROM ${table} WHERE logical_id = ? AND latest = 1`).get(logicalId);
  return (row as { id: string } | undefined)?.id;
}

function entryVersion(sql: Sql, entryUuid: string): EntryVersion | undefined {
  const target = replacementTargetOf(sql, entryUuid);
  if (target === undefined) return undefined;
  const row = sql(
    'SELECT logical_id AS logicalId, version, latest, blob FROM document_entry WHERE entry_uuid = ?',
  ).get(entryUuid) as { logicalId: string; version: number; latest: number; blob: string };
  return {
    ...target,
    logicalId: row.logicalId,
    version: row.version,
    latest: row.latest === 1,
    keptHere: row.blob !== '',
  };
}

function folderVersion(sql: Sql, id: string): FolderVersion | undefined {
  const row = sql(
    `SELECT patient_key AS patientKey, id, logical_id AS logicalId, version, latest, status, model,
       last_update_time AS lastUpdate
     FROM folder WHERE id = ?`,
  ).get(id) as (Omit<FolderVersion, 'latest' | 'model'> & FolderRow) | undefined;
  if (row === undefined) return undefined;
  const { patientKey, logicalId, version, status } = row;
  return {
    patientKey,
    id,
    logicalId,
    version,
    latest: row.latest === 1,
    availabilityStatus: status,
    model: (): RegisteredFolder => storedFolder({ ...row, status }).model(),
  };
}

interface FolderRow {
  readonly latest: number;
  readonly status: string;
  readonly model: string;
  readonly lastUpdate: number;
}

function associationTarget(sql: Sql, id: string): AssociationTarget | undefined {
  const row = sql(
    `SELECT a.patient_key AS patientKey, a.status, a.model,
       CASE WHEN EXISTS (SELECT 1 FROM submission_set AS s WHERE s.id = a.source) THEN 'submission-set'
         WHEN EXISTS (SELECT 1 FROM folder AS f WHERE f.id = a.source) THEN 'folder' ELSE 'entry' END AS sourceKind
     FROM association AS a WHERE a.id = ?`,
  ).get(id) as
    | (Pick<AssociationTarget, 'patientKey' | 'sourceKind'> & { status: string; model: string })
    | undefined;
  if (row === undefined) return undefined;
  const { patientKey, sourceKind, status, model } = row;
  return {
    patientKey,
    id,
    sourceKind,
    availabilityStatus: status,
    model: () => ({ ...(JSON.parse(model) as RegisteredAssociation), availabilityStatus: status }),
  };
}
