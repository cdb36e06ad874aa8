import type { Config } from '../config.ts';
import type { DomainFolder } from '../terminology/profiles.ts';
import { type Professions, readProfessions } from './group-of.ts';
import { type MatrixCalendar, readMatrices } from './matrix.ts';
import { type RightsTable, readRightsTable } from './rights-table.ts';

/** The rules of a domain with a habilitation matrix, and the operator's choices. */
export interface Policy {
  readonly matrices: MatrixCalendar;
  readonly professions: Professions;
  readonly rights: { readonly '526': RightsTable; readonly '606': RightsTable };
  readonly socialRoles: boolean;
  /** Who may use centre_15: Struct_IdNat of structures, and PS_IdNat of those who come with a card of their own. */
  readonly regulationStructures: readonly string[];
  readonly brisDeGlace: 'opened' | 'reason';
  /** Which documents a professional may mask: the own ones, or those of the tables (ruling 6). */
  readonly mask: 'own' | '526';
}

export type PolicySettings = Pick<
  Config,
  'matrix' | 'socialRoles' | 'regulationStructures' | 'brisDeGlace' | 'mask'
>;

/**
 * Reads the policy of a domain, from its `habilitation/` and `rights/`.
 * @throws ProfileError, ConfigError for a version of the matrix that there is not.
 */
export function readPolicy(folder: DomainFolder, settings: PolicySettings): Policy {
  const { matrix, socialRoles, regulationStructures, brisDeGlace, mask } = settings;
  return {
    matrices: readMatrices(folder, matrix),
    professions: readProfessions(folder),
    rights: { '526': readRightsTable(folder, '526'), '606': readRightsTable(folder, '606') },
    socialRoles,
    regulationStructures,
    brisDeGlace,
    mask,
  };
}
