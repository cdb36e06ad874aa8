import { ON_DEMAND } from '../../model/document-entry.ts';
import type { CodeMatch, EntryCriteria } from '../store.ts';
import type { CodeAttribute } from './entry-codes.ts';
import { type Condition, OF_ENTRY, oneOf } from './scope-sql.ts';
import { isCode, within } from './selection.ts';

type Paging = 'order' | 'limit' | 'offset';
type Criterion = Exclude<keyof EntryCriteria, Paging>;

/** Every criterion has its row here: one that were forgotten would widen what is found. */
const table: {
  readonly [K in Criterion]: (value: NonNullable<EntryCriteria[K]>) => readonly Condition[];
} = {
  patients: (list) => [oneOf('d.patient_key', list)],
  statuses: (list) => [oneOf('d.status', list)],
  objectTypes: (list) => [oneOf('d.object_type', list)],
  classCodes: (list) => [hasCode('class', list)],
  typeCodes: (list) => [hasCode('type', list)],
  formatCodes: (list) => [hasCode('format', list)],
  practiceSettingCodes: (list) => [hasCode('practice-setting', list)],
  healthcareFacilityTypeCodes: (list) => [hasCode('facility-type', list)],
  eventCodes: (lists) => lists.map((list) => hasCode('event', list)),
  confidentialityCodes: (lists) => lists.map((list) => hasCode('confidentiality', list)),
  authorPersons: (patterns) => [
    {
      sql: `EXISTS (SELECT 1 FROM entry_author, json_each(?) AS pattern
        WHERE ${OF_ENTRY} AND kind = 'person' AND text LIKE pattern.value ESCAPE '\\')`,
      values: [JSON.stringify(patterns)],
    },
  ],
  referenceIds: (lists) =>
    lists.map((list) => {
      const { sql, values } = oneOf('value', list);
      return { sql: `EXISTS (SELECT 1 FROM entry_reference_id WHERE ${OF_ENTRY} AND ${sql})`, values };
    }),
  referenceIdPatterns: (lists) =>
    lists.map((patterns) => ({
      sql: `EXISTS (SELECT 1 FROM entry_reference_id, json_each(?) AS pattern
        WHERE ${OF_ENTRY} AND entry_reference_id.value LIKE pattern.value ESCAPE '\\')`,
      values: [JSON.stringify(patterns)],
    })),
  creationTime: (range) => [
    ...within('d.creation_time', range),
    { sql: 'd.object_type <> ?', values: [ON_DEMAND] },
  ],
  creationTimeIfAny: (range) =>
    within('d.creation_time', range).map(({ sql, values }) => ({
      sql: `(d.object_type = ? OR ${sql})`,
      values: [ON_DEMAND, ...values],
    })),
  serviceStartTime: (range) => within('d.service_start', range).map(orAbsent('d.service_start')),
  serviceStopTime: (range) => within('d.service_stop', range).map(orAbsent('d.service_stop')),
  period: ({ from, to }) => [
    { sql: '(d.service_start IS NOT NULL OR d.service_stop IS NOT NULL)', values: [] },
    // A period without an end goes on; one without a beginning has always been.
    ...(from === undefined
      ? []
      : [{ sql: '(d.service_stop_end IS NULL OR d.service_stop_end > ?)', values: [from] }]),
    ...(to === undefined ? [] : [{ sql: '(d.service_start IS NULL OR d.service_start < ?)', values: [to] }]),
  ],
  uniqueIds: (list) => [oneOf('d.unique_id', list)],
  entryUuids: (list) => [oneOf('d.entry_uuid', list)],
  logicalIds: (list) => [oneOf('d.logical_id', list)],
  availabilities: (list) => [oneOf('d.availability', list)],
  latestOnly: (only) => (only ? [{ sql: 'd.latest = 1', values: [] }] : []),
};

/** What a search asks for, as conditions that are all demanded. @throws Error on a criterion that it does not know. */
export function criteriaConditions(criteria: EntryCriteria): readonly Condition[] {
  return (Object.keys(criteria) as (keyof EntryCriteria)[]).flatMap((name) => {
    if (name === 'order' || name === 'limit' || name === 'offset') return [];
    const value = criteria[name];
    if (value === undefined) return [];
    const conditions = table[name] as ((value: unknown) => readonly Condition[]) | undefined;
    if (conditions === undefined) throw new Error(`unknown criterion ${name}`);
    return conditions(value);
  });
}

function hasCode(attribute: CodeAttribute, matches: readonly CodeMatch[]): Condition {
  const { sql, values } = isCode('code', 'system', matches);
  return {
    sql: `EXISTS (SELECT 1 FROM entry_code
      WHERE ${OF_ENTRY} AND attribute = '${attribute}' AND ${sql})`,
    values,
  };
}

function orAbsent(column: string): (condition: Condition) => Condition {
  return ({ sql, values }) => ({ sql: `(${column} IS NULL OR ${sql})`, values });
}
