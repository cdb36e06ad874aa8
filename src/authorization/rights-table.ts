import { z } from 'zod';
import type { PurposeOfUse } from '../model/subject.ts';
import { type DomainFolder, ProfileError, readProfile } from '../terminology/profiles.ts';
import type { ProfessionColumn } from './group-of.ts';

/** Who the tables distinguish: professions, the médecin traitant of the record, and the certificate of a structure. */
export type Column = ProfessionColumn | 'medecinTraitant' | 'structure';

/** What a cell says; see the key of `profiles/dmp/rights`. */
const cell = z.enum([
  'yes',
  'no',
  'own',
  'patient-ok',
  'structure',
  'to-structure',
  'same-structure',
  'new-by-date',
  'deletion-only',
]);
export type Cell = z.infer<typeof cell>;

const schema = z.strictObject({
  sources: z.array(z.string()).min(1),
  table: z.string(),
  cells: z.string(),
  columns: z.array(
    z
      .string()
      .regex(
        /^(medecin|nonMedecin|medecinDuTravail|medecinTraitant|nonPs|structure)\.(normal|centre_15|bris_de_glace)$/,
      ),
  ),
  rows: z.record(z.string(), z.array(cell)),
});

/** One published table of functional rights: transactions by who acts and in which mode. */
export interface RightsTable {
  /** `no` for a row or a column that the table does not have. */
  cell(row: string, column: Column, purpose: PurposeOfUse): Cell;
}

/** Rows that the decisions read in both tables. */
const OF_BOTH = [
  'TD0.2',
  'TD0.3 declare',
  'TD0.3 withdraw',
  'TD0.4',
  'TD0.5',
  'TD1.3a',
  'TD1.6',
  'TD2.1',
  'TD2.2',
  'TD3.1 metadata',
  'TD3.1 reference',
  'TD3.2',
  'TD3.2 masked',
  'TD3.2 invisible',
  'TD3.2 archived',
  'TD3.2 deprecated',
  'TD3.3a mask',
  'TD3.3a unmask',
  'TD3.3b',
  'TD3.3c',
  'TD3.3d',
] as const;
/** The web access of each mode stands in the table of that mode alone. */
const OF_ONE = { '526': ['TD0.9'], '606': ['TD0.10'] } as const;
export type Row = (typeof OF_BOTH)[number] | (typeof OF_ONE)['526' | '606'][number];

/**
 * Reads `rights/<name>.json` of a domain.
 * @throws ProfileError, also when a row is missing or has not one cell per column.
 */
export function readRightsTable(folder: DomainFolder, name: '526' | '606'): RightsTable {
  const { columns, rows } = readProfile(schema, folder, 'rights', `${name}.json`);
  const faulty = [
    ...[...OF_BOTH, ...OF_ONE[name]].filter((row) => rows[row] === undefined),
    ...Object.keys(rows).filter((row) => rows[row]?.length !== columns.length),
  ];
  if (faulty.length > 0)
    throw new ProfileError(`${folder.shown}/rights/${name}.json: rows ${faulty.join(', ')}`);
  return {
    cell(row, column, purpose) {
      const at = columns.indexOf(`${column}.${purpose}`);
      return rows[row]?.[at] ?? 'no';
    },
  };
}
