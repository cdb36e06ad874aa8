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
