import { z } from 'zod';
import { flag, list, minutes, type ValuesOf } from './values.ts';

/** Settings of what may be done where the sources leave room. */
export const rightsShape = {
  /** Masking as PDT-INF-526 has it (any document) instead of own documents only. */
  CARNET_MASK: z.enum(['own', '526']).default('own'),
  /** Groups 14 to 19 of the matrix. */
  CARNET_SOCIAL_ROLES: flag.default(false),
  /** A version of the habilitation matrix for every day: `habilitation/matrix-<version>.json` of the domain. */
  CARNET_MATRIX: z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}$/, 'a version such as 2025-09')
    .optional(),
  /** TD1.3b and TD1.4: the médecin traitant changes the administrative data of a record, and closes it for the patient. */
  CARNET_RECORD_ADMINISTRATION: flag.default(false),
  CARNET_EXPORT_DUI: flag.default(false),
  /** Who may use centre_15: Struct_IdNat of structures, and PS_IdNat of those who come with a card of their own. */
  CARNET_REGULATION_STRUCTURES: list.default([]),
  /** Bris de glace over SOAP with the reason alone, without an access opened before. */
  CARNET_BRIS_DE_GLACE: z.enum(['opened', 'reason']).default('opened'),
  /** How long an access opened by bris de glace lasts, in hours. */
  CARNET_BRIS_DE_GLACE_DURATION: z.coerce.number().positive().max(72).default(8),
  /** Attempts of one professional to open the record of one patient, within so many minutes. */
  CARNET_BRIS_DE_GLACE_ATTEMPTS: z.coerce.number().int().min(1).max(1_000_000).default(5),
  CARNET_BRIS_DE_GLACE_ATTEMPT_WINDOW: minutes.default(60),
  /** Whether authors of lots must stand in the Annuaire santé: always, once one has been imported, or not. */
  CARNET_DIRECTORY: z.enum(['required', 'if-known', 'off']).default('off'),
};

export interface RightsSettings {
  readonly mask: 'own' | '526';
  readonly socialRoles: boolean;
  /** None: of each day the one in force. */
  readonly matrix: string | undefined;
  readonly recordAdministration: boolean;
  readonly exportDui: boolean;
  readonly regulationStructures: readonly string[];
  readonly brisDeGlace: 'opened' | 'reason';
  readonly brisDeGlaceHours: number;
  readonly brisDeGlaceAttempts: number;
  readonly brisDeGlaceAttemptWindowMinutes: number;
  readonly directory: 'required' | 'if-known' | 'off';
}

export function rightsSettings(values: ValuesOf<typeof rightsShape>): RightsSettings {
  return {
    mask: values.CARNET_MASK,
    socialRoles: values.CARNET_SOCIAL_ROLES,
    matrix: values.CARNET_MATRIX,
    recordAdministration: values.CARNET_RECORD_ADMINISTRATION,
    exportDui: values.CARNET_EXPORT_DUI,
    regulationStructures: values.CARNET_REGULATION_STRUCTURES,
    brisDeGlace: values.CARNET_BRIS_DE_GLACE,
    brisDeGlaceHours: values.CARNET_BRIS_DE_GLACE_DURATION,
    brisDeGlaceAttempts: values.CARNET_BRIS_DE_GLACE_ATTEMPTS,
    brisDeGlaceAttemptWindowMinutes: values.CARNET_BRIS_DE_GLACE_ATTEMPT_WINDOW,
    directory: values.CARNET_DIRECTORY,
  };
}
