import type { StoredSubmissionSet, SubmissionSetCriteria, SubmissionSetReads } from '../store.ts';
import type { Sql } from './connection.ts';
import { oneOf } from './scope-sql.ts';
import { type CriteriaTable, criteriaOf, isCode, selection, within } from './selection.ts';

const table: CriteriaTable<SubmissionSetCriteria> = {
  ids: (list) => [oneOf('s.id', list)],
  uniqueIds: (list) => [oneOf('s.unique_id', list)],
  sourceIds: (list) => [oneOf('s.source_id', list)],
  submissionTime: (range) => within('s.submission_time', range),
  authorPersons: (patterns) => [
    {
      sql: `EXISTS (SELECT 1 FROM json_each(s.model, '$.authors') AS author, json_each(?) AS pattern
        WHERE author.value ->> '$.person' LIKE pattern.value ESCAPE '\\')`,
      values: [JSON.stringify(patterns)],
    },
  ],
  contentTypeCodes: (list) => [isCode('s.content_type_code', 's.content_type_system', list)],
};

export function submissionSetReads(sql: Sql): SubmissionSetReads {
  return {
    find: async (scope, criteria) => {
      const conditions = criteriaOf(table, criteria);
      const found = selection(scope, 's.id IN visible_set', conditions, 's.submission_key', criteria.limit);
      if (found === undefined) return [];
      return sql(
        `${found.with} SELECT s.patient_key AS patientKey, s.id, s.ebrim FROM submission_set AS s ${found.where}`,
      ).all(...found.values) as StoredSubmissionSet[];
    },
  };
}
