import { type Code, code } from './code.ts';

/** TRE_A07: from whom a document is kept (facts: DMP 1.4). A document of the DMP carries a base code and any of these. */
export const VISIBILITY_SYSTEM = '1.2.250.1.213.1.1.4.13';

const LABELS = {
  MASQUE_PS: 'Masqué aux professionnels de santé',
  INVISIBLE_PATIENT: 'Non visible par le patient',
  INVISIBLE_REPRESENTANTS_LEGAUX: 'Non visible par les représentants légaux du patient',
};

export type Visibility = keyof typeof LABELS;

/** The code with its label. */
export function visibilityCode(visibility: Visibility): Code {
  return code(visibility, VISIBILITY_SYSTEM, LABELS[visibility]);
}

/**
 * Bare codes that keep a document from professionals, save from whoever wrote or deposited it: MASQUE_PS, and the base codes R
 * (restricted) and V (very restricted) of HL7, of documents that are not to be shared (facts of habilitation 2.4).
 */
export const KEPT_FROM_PROFESSIONALS: readonly string[] = ['MASQUE_PS', 'R', 'V'];
