import type { Scope } from '../../model/scope.ts';
import type { CodeMatch, TimeRange } from '../store.ts';
import type { SqlValue } from './connection.ts';
import { type Condition, oneOf } from './scope-sql.ts';
import { type VisibleObjects, visibleObjects } from './visible-objects.ts';

/** A search of one kind of object, ready to be run. */
export interface Selection {
  /** The WITH clause, empty when nothing is hidden. */
  readonly with: string;
  /** From WHERE to LIMIT. */
  readonly where: string;
  readonly values: readonly SqlValue[];
  /** Whether the scope may hide documents of the patient. */
  readonly partial: boolean;
}

/**
 * Joins what a scope shows to what a search asks for.
 * @param shown the condition under which an object is visible, by the tables of `visibleObjects`.
 * @param key the column that gives the order of registration.
 * @returns undefined when nothing is visible.
 */
export function selection(
  scope: Scope,
  shown: string,
  criteria: readonly Condition[],
  key: string,
  limit: number | undefined,
): Selection | undefined {
  const visible = visibleObjects(scope);
  if (visible === undefined) return undefined;
  const parts: VisibleObjects | undefined = visible === 'everything' ? undefined : visible;
  const conditions = [...(parts === undefined ? [] : [{ sql: shown, values: [] }]), ...criteria];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  return {
    with: parts?.with.sql ?? '',
    where: `${where} ORDER BY ${key} LIMIT CAST(? AS INTEGER)`,
    values: [
      ...(parts?.with.values ?? []),
      ...conditions.flatMap(({ values }) => values),
      limit === undefined ? -1 : limit,
    ],
    partial: parts?.partial ?? false,
  };
}

/** A table of what each criterion demands; one that were forgotten would widen what is found. */
export type CriteriaTable<T> = {
  readonly [K in Exclude<keyof T, 'limit'>]-?: (value: NonNullable<T[K]>) => readonly Condition[];
};

/** What a search asks for, as conditions that are all demanded. @throws Error on a criterion that the table does not know. */
export function criteriaOf<T extends object>(table: CriteriaTable<T>, criteria: T): readonly Condition[] {
  const rows = table as Readonly<Record<string, ((value: unknown) => readonly Condition[]) | undefined>>;
  return Object.entries(criteria).flatMap(([name, value]) => {
    if (name === 'limit' || value === undefined) return [];
    const conditions = rows[name];
    if (conditions === undefined) throw new Error(`unknown criterion ${name}`);
    return conditions(value);
  });
}

export function within(column: string, { from, to }: TimeRange): readonly Condition[] {
  return [
    ...(from === undefined ? [] : [{ sql: `${column} >= ?`, values: [from] }]),
    ...(to === undefined ? [] : [{ sql: `${column} < ?`, values: [to] }]),
  ];
}

/** One of several codes; without a system any system matches. */
export function isCode(code: string, system: string, matches: readonly CodeMatch[]): Condition {
  const bare = oneOf(
    code,
    matches.flatMap((match) => (match.system === undefined ? [match.code] : [])),
  );
  const full = oneOf(
    `${system} || '|' || ${code}`,
    matches.flatMap((match) => (match.system === undefined ? [] : [`${match.system}|${match.code}`])),
  );
  return { sql: `(${bare.sql} OR ${full.sql})`, values: [...bare.values, ...full.values] };
}
