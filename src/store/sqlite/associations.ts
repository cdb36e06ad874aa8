import type { RegisteredAssociation } from '../../model/submission.ts';
import type { AssociationCriteria, AssociationReads, StoredAssociation } from '../store.ts';
import type { Sql } from './connection.ts';
import { oneOf } from './scope-sql.ts';
import { type CriteriaTable, criteriaOf, selection } from './selection.ts';
import { isVisible } from './visible-objects.ts';

const table: CriteriaTable<AssociationCriteria> = {
  ids: (list) => [oneOf('a.id', list)],
  types: (list) => [oneOf('a.type', list)],
  statuses: (list) => [oneOf('a.status', list)],
  sources: (list) => [oneOf('a.source', list)],
  targets: (list) => [oneOf('a.target', list)],
  // Two look-ups by index; an OR would be answered by reading the whole table.
  ends: (list) => {
    const [source, target] = [oneOf('source', list), oneOf('target', list)];
    return [
      {
        sql: `a.association_key IN (SELECT association_key FROM association WHERE ${source.sql}
          UNION SELECT association_key FROM association WHERE ${target.sql})`,
        values: [...source.values, ...target.values],
      },
    ];
  },
};

interface Row extends Omit<StoredAssociation, 'model'> {
  readonly status: string;
  readonly model: string;
}

export function associationReads(sql: Sql): AssociationReads {
  return {
    find: async (scope, criteria) => {
      const found = selection(
        scope,
        `${isVisible('a.source')} AND ${isVisible('a.target')}`,
        criteriaOf(table, criteria),
        'a.association_key',
        criteria.limit,
      );
      if (found === undefined) return [];
      const rows = sql(
        `${found.with} SELECT a.patient_key AS patientKey, a.id, a.type, a.source, a.target, a.status, a.model
         FROM association AS a ${found.where}`,
      ).all(...found.values) as Row[];
      return rows.map(({ status, model, ...row }) => ({
        ...row,
        model: () => ({ ...(JSON.parse(model) as RegisteredAssociation), availabilityStatus: status }),
      }));
    },
  };
}
