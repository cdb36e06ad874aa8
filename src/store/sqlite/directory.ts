import type { DirectoryPractice, DirectoryProfessional, DirectoryStructure } from '../../model/directory.ts';
import type { DirectoryPage, DirectoryReads, Found } from '../directory.ts';
import type { Sql } from './connection.ts';
import { type Condition, oneOf } from './scope-sql.ts';

/** NULL, and so no row, before the first import. */
const PRESENT = 'generation = (SELECT generation FROM directory_state)';
/** After every name that begins alike. */
const LAST = '\u{10FFFF}';

export function directoryReads(sql: Sql): DirectoryReads {
  const find = <Row, T>(
    source: string,
    columns: string,
    order: string,
    conditions: readonly Condition[],
    { limit, offset }: DirectoryPage,
    made: (row: Row) => T,
  ): Found<T> => {
    const where = conditions.map((condition) => ` AND ${condition.sql}`).join('');
    const values = conditions.flatMap((condition) => condition.values);
    const total = sql(`SELECT COUNT(*) FROM ${source} WHERE ${where.slice(5)}`)
      .pluck()
      .get(...values) as number;
    const rows =
      limit === 0
        ? []
        : (sql(
            `SELECT ${columns} FROM ${source} WHERE ${where.slice(5)} ORDER BY ${order}
             LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)`,
          ).all(...values, limit, offset) as Row[]);
    return { total, items: rows.map(made) };
  };
  const parsed = <T>({ facts }: { readonly facts: string }): T => JSON.parse(facts) as T;
  const practices = (conditions: readonly Condition[], page: DirectoryPage) =>
    find<PracticeRow, DirectoryPractice>(PRACTICES, PRACTICE, 'p.id', conditions, page, practiceOf);
  const structures = (conditions: readonly Condition[], page: DirectoryPage) =>
    find<{ facts: string }, DirectoryStructure>(
      'directory_structure',
      'facts',
      'id',
      [present(''), ...conditions],
      page,
      parsed<DirectoryStructure>,
    );
  return {
    importedAt: async () =>
      sql('SELECT imported_at FROM directory_state').pluck().get() as string | undefined,
    nextGeneration: async () =>
      sql(
        `SELECT 1 + MAX(IFNULL((SELECT MAX(generation) FROM directory_professional), 0),
                        IFNULL((SELECT generation FROM directory_state), 0))`,
      )
        .pluck()
        .get() as number,
    hasFormer: async () =>
      ['directory_professional', 'directory_structure', 'directory_practice'].some(
        (table) =>
          sql(
            `SELECT 1 FROM ${table} WHERE generation < (SELECT generation FROM directory_state) LIMIT 1`,
          ).get() !== undefined,
      ),
    knows: async (professional) =>
      sql(`SELECT 1 FROM directory_professional WHERE ${PRESENT} AND id = ?`).get(professional) !== undefined,
    practice: async (id) => practices([present('p.'), equal('p.id', id)], ONE).items[0],
    structure: async (id) => structures([equal('id', id)], ONE).items[0],
    professionals: async ({ ids, family, given, name }, page) =>
      find<{ facts: string }, DirectoryProfessional>(
        'directory_professional',
        'facts',
        'family_name, given_name, id',
        [
          present(''),
          ...(ids === undefined ? [] : [oneOf('id', ids)]),
          ...beginning('family_name', family),
          ...beginning('given_name', given),
          ...(name === undefined
            ? []
            : [either(beginning('family_name', name), beginning('given_name', name))]),
        ],
        page,
        parsed<DirectoryProfessional>,
      ),
    practices: async ({ professional, structure, professions }, page) =>
      practices(
        [
          present('p.'),
          ...(professional === undefined ? [] : [equal('p.professional', professional)]),
          ...(structure === undefined ? [] : [equal('p.structure', structure)]),
          ...(professions === undefined ? [] : [oneOf('p.profession', professions)]),
        ],
        page,
      ),
    structures: async ({ nationalId, finess, siret, siren }, page) =>
      structures(
        [
          ...(nationalId === undefined ? [] : [equal('national_id', nationalId)]),
          ...(finess === undefined ? [] : [equal('finess', finess)]),
          ...(siret === undefined ? [] : [equal('siret', siret)]),
          ...beginning('siret', siren),
        ],
        page,
      ),
  };
}

const ONE: DirectoryPage = { limit: 1, offset: 0 };
const PRACTICES = `directory_practice AS p
  JOIN directory_professional AS w ON w.generation = p.generation AND w.id = p.professional
  LEFT JOIN directory_structure AS s ON s.generation = p.generation AND s.id = p.structure`;
const PRACTICE = 'p.facts, w.facts AS professional, s.facts AS structure';

interface PracticeRow {
  readonly facts: string;
  readonly professional: string;
  readonly structure: string | null;
}

function practiceOf({ facts, professional, structure }: PracticeRow): DirectoryPractice {
  return {
    ...(JSON.parse(facts) as Omit<DirectoryPractice, 'professional' | 'structure'>),
    professional: JSON.parse(professional) as DirectoryProfessional,
    ...(structure === null ? {} : { structure: JSON.parse(structure) as DirectoryStructure }),
  };
}

function present(table: '' | 'p.'): Condition {
  return { sql: `${table}${PRESENT}`, values: [] };
}

function equal(column: string, value: string): Condition {
  return { sql: `${column} = ?`, values: [value] };
}

function beginning(column: string, text: string | undefined): readonly Condition[] {
  if (text === undefined) return [];
  return [{ sql: `${column} >= ? AND ${column} < ?`, values: [text, `${text}${LAST}`] }];
}

function either(...conditions: readonly (readonly Condition[])[]): Condition {
  const all = conditions.flat();
  return {
    sql: `(${all.map((condition) => `(${condition.sql})`).join(' OR ')})`,
    values: all.flatMap((condition) => condition.values),
  };
}
