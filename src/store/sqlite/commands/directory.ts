import { foldName } from '../../../model/folded-name.ts';
import type { WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';

type Command<K extends WriteCommand['kind']> = WriteCommand & { readonly kind: K };

/** A professional and a structure come again with each of their practices: the first of a generation stands. */
export function addToDirectory(sql: Sql, { generation, practices }: Command<'add-to-directory'>): void {
  for (const { professional, structure, ...practice } of practices) {
    const { id, family, given } = professional;
    sql('INSERT OR IGNORE INTO directory_professional VALUES (?, ?, ?, ?, ?)').run(
      generation,
      id,
      foldName(family),
      foldName(given),
      JSON.stringify(professional),
    );
    if (structure !== undefined) {
      const { nationalId = null, finess = null, siret = null } = structure;
      sql('INSERT OR IGNORE INTO directory_structure VALUES (?, ?, ?, ?, ?, ?)').run(
        generation,
        structure.id,
        nationalId,
        finess,
        siret,
        JSON.stringify(structure),
      );
    }
    sql('INSERT OR IGNORE INTO directory_practice VALUES (?, ?, ?, ?, ?, ?)').run(
      generation,
      practice.id,
      id,
      practice.profession.code,
      structure?.id ?? null,
      JSON.stringify(practice),
    );
  }
}

export function publishDirectory(sql: Sql, { generation, at }: Command<'publish-directory'>): void {
  sql(
    `INSERT INTO directory_state VALUES (1, ?, ?)
     ON CONFLICT (only) DO UPDATE SET generation = excluded.generation, imported_at = excluded.imported_at`,
  ).run(generation, at);
}

const TABLES = ['directory_professional', 'directory_structure', 'directory_practice'] as const;

export function forgetDirectory(sql: Sql, { most }: Command<'forget-directory'>): void {
  for (const table of TABLES) {
    sql(
      `DELETE FROM ${table} WHERE (generation, id) IN (
         SELECT generation, id FROM ${table} WHERE generation < (SELECT generation FROM directory_state)
         LIMIT CAST(? AS INTEGER))`,
    ).run(most);
  }
}
