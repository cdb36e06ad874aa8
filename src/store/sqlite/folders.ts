import { toDtm } from '../../model/instant.ts';
import { HAS_MEMBER, type RegisteredFolder } from '../../model/submission.ts';
import type { FolderCriteria, FolderReads, StoredFolder } from '../store.ts';
import type { Sql } from './connection.ts';
import { oneOf } from './scope-sql.ts';
import { type CriteriaTable, criteriaOf, isCode, selection, within } from './selection.ts';

/** The time when the last document that the scope shows was put into the folder. */
const SHOWN_UPDATE = `(SELECT 1000 * MAX(CAST(strftime('%s', u.registered_at) AS INTEGER))
  FROM association AS m JOIN submission_set AS u USING (submission_key)
  WHERE m.source = f.id AND m.type = '${HAS_MEMBER}' AND m.target IN visible_entry)`;

function tableOf(lastUpdate: string): CriteriaTable<FolderCriteria> {
  return {
    patients: (list) => [oneOf('f.patient_key', list)],
    ids: (list) => [oneOf('f.id', list)],
    uniqueIds: (list) => [oneOf('f.unique_id', list)],
    logicalIds: (list) => [oneOf('f.logical_id', list)],
    latestOnly: (only) => (only ? [{ sql: 'f.latest = 1', values: [] }] : []),
    statuses: (list) => [oneOf('f.status', list)],
    codes: (lists) =>
      lists.map((list) => {
        const { sql, values } = isCode('code', 'system', list);
        return {
          sql: `EXISTS (SELECT 1 FROM folder_code
            WHERE patient_key = f.patient_key AND folder_key = f.folder_key AND ${sql})`,
          values,
        };
      }),
    lastUpdateTime: (range) => within(lastUpdate, range),
  };
}

const whole = tableOf('f.last_update_time');
const partly = tableOf(SHOWN_UPDATE);

interface Row {
  readonly patientKey: number;
  readonly id: string;
  readonly status: string;
  readonly lastUpdate: number;
  readonly model: string;
}

export function folderReads(sql: Sql): FolderReads {
  return {
    find: async (scope, criteria) => {
      const select = (table: CriteriaTable<FolderCriteria>) =>
        selection(
          scope,
          'f.id IN visible_folder',
          criteriaOf(table, criteria),
          'f.folder_key',
          criteria.limit,
        );
      const all = select(whole);
      const found = all?.partial === true ? select(partly) : all;
      if (found === undefined) return [];
      const rows = sql(
        `${found.with} SELECT f.patient_key AS patientKey, f.id, f.status, f.model,
           ${found.partial ? SHOWN_UPDATE : 'f.last_update_time'} AS lastUpdate
         FROM folder AS f ${found.where}`,
      ).all(...found.values) as Row[];
      return rows.map(storedFolder);
    },
    target: async (id) =>
      sql('SELECT patient_key AS patientKey, status AS availabilityStatus FROM folder WHERE id = ?').get(
        id,
      ) as { patientKey: number; availabilityStatus: string } | undefined,
  };
}

export function storedFolder({ patientKey, id, status, lastUpdate, model }: Row): StoredFolder {
  return {
    patientKey,
    id,
    model: () => ({
      ...(JSON.parse(model) as RegisteredFolder),
      availabilityStatus: status,
      lastUpdateTime: toDtm(new Date(lastUpdate)),
    }),
  };
}
