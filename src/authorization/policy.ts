import type { Config } from '../config.ts';
import { type Professions, readProfessions } from './group-of.ts';
import { type Matrix, readMatrix } from './matrix.ts';
import { type RightsTable, readRightsTable } from './rights-table.ts';

/** The rules of a domain with patient records, and the operator's choices. */
export interface Policy {
  readonly matrix: Matrix;
  readonly professions: Professions;
  readonly rights: { readonly '526': RightsTable; readonly '606': RightsTable };
  readonly socialRoles: boolean;
  /** Who may use centre_15: Struct_IdNat of structures, and PS_IdNat of those who come with a card of their own. */
  readonly regulationStructures: readonly string[];
  readonly brisDeGlace: 'opened' | 'reason';
}

export type PolicySettings = Pick<Config, 'matrix' | 'socialRoles' | 'regulationStructures' | 'brisDeGlace'>;

/**
 * Reads the policy of `profiles/<domain>/`.
 * @throws ProfileError
 */
export function readPolicy(domain: string, settings: PolicySettings): Policy {
  const { matrix, socialRoles, regulationStructures, brisDeGlace } = settings;
  return {
    matrix: readMatrix(domain, matrix),
    professions: readProfessions(domain),
    rights: { '526': readRightsTable(domain, '526'), '606': readRightsTable(domain, '606') },
    socialRoles,
    regulationStructures,
    brisDeGlace,
  };
}
